using LogAppendSink.Credentials;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

public class EnvironmentCredentialsTests
{
    private readonly Dictionary<string, string> _variables = [];

    [Fact]
    public async Task The_variables_of_the_OSS_SDKs_are_read()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1", "OSS_SESSION_TOKEN", "token1");

        var credentials = await GetAsync();

        Assert.Equal(("LTAI1", "secret1", "token1"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
    }

    [Fact]
    public async Task The_variables_of_the_credentials_libraries_are_read()
    {
        Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI2", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret2", "ALIBABA_CLOUD_SECURITY_TOKEN", "token2");

        var credentials = await GetAsync();

        Assert.Equal(("LTAI2", "secret2", "token2"), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
    }

    [Fact]
    public async Task Names_of_the_OSS_SDKs_take_precedence_and_are_not_mixed()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1");
        Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI2", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret2", "ALIBABA_CLOUD_SECURITY_TOKEN", "token2");

        var credentials = await GetAsync();

        Assert.Equal(("LTAI1", "secret1", null), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
    }

    [Fact]
    public async Task Incomplete_key_is_skipped_for_the_next_names()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "");
        Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI2", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret2");

        Assert.Equal("LTAI2", (await GetAsync()).AccessKeyId);
    }

    [Fact]
    public async Task Variables_are_read_for_each_request()
    {
        var provider = Provider();
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1");
        await provider.GetCredentialsAsync(CancellationToken.None);

        Set("OSS_ACCESS_KEY_ID", "LTAI3", "OSS_ACCESS_KEY_SECRET", "secret3");

        Assert.Equal("LTAI3", (await provider.GetCredentialsAsync(CancellationToken.None)).AccessKeyId);
    }

    [Fact]
    public async Task Message_names_the_variables_when_none_is_set()
    {
        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(GetAsync);

        Assert.Equal(
            "the environment: neither OSS_ACCESS_KEY_ID with OSS_ACCESS_KEY_SECRET nor ALIBABA_CLOUD_ACCESS_KEY_ID with "
                + "ALIBABA_CLOUD_ACCESS_KEY_SECRET is set",
            exception.Message);
        Assert.True(exception.LetsNextAnswer);
    }

    [Theory]
    [InlineData("OSS_ACCESS_KEY_ID", "the environment: OSS_ACCESS_KEY_ID is set and OSS_ACCESS_KEY_SECRET is not")]
    [InlineData(
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "the environment: ALIBABA_CLOUD_ACCESS_KEY_SECRET is set and ALIBABA_CLOUD_ACCESS_KEY_ID is not")]
    public async Task Incomplete_key_is_reported(string name, string message)
    {
        Set(name, "TopSecret");

        Assert.Equal(message, (await Assert.ThrowsAsync<CredentialsUnavailableException>(GetAsync)).Message);
    }

    [Fact]
    public async Task Invalid_header_character_is_reported_and_not_quoted()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1", "OSS_SESSION_TOKEN", "Top\nToken");

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(GetAsync);

        Assert.Equal(
            "the environment: of OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, SecurityToken has a character "
                + "that a header cannot contain; check how it was copied",
            exception.Message);
        Assert.False(exception.LetsNextAnswer);
    }

    [Fact]
    public async Task Mask_is_not_accepted_as_a_secret()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "***");

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(GetAsync);

        Assert.Equal(
            "the environment: of OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, AccessKeySecret is '***', the "
                + "mask that replaces a secret in output; set the secret itself",
            exception.Message);
    }

    [Fact]
    public async Task Credentials_have_their_source()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1");

        Assert.Equal("the environment variables OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET", (await GetAsync()).Origin);
    }

    private void Set(params string[] namesAndValues)
    {
        foreach (var pair in namesAndValues.Chunk(2))
            _variables[pair[0]] = pair[1];
    }

    private EnvironmentCredentials Provider() => new(name => _variables.GetValueOrDefault(name));

    private Task<OssCredentials> GetAsync() => Provider().GetCredentialsAsync(CancellationToken.None).AsTask();
}
