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
    public async Task The_OSS_SDKs_names_come_first_and_names_are_not_mixed()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1");
        Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI2", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret2", "ALIBABA_CLOUD_SECURITY_TOKEN", "token2");

        var credentials = await GetAsync();

        Assert.Equal(("LTAI1", "secret1", null), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
    }

    [Fact]
    public async Task Half_a_key_is_none_and_the_next_names_are_tried()
    {
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "");
        Set("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI2", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret2");

        Assert.Equal("LTAI2", (await GetAsync()).AccessKeyId);
    }

    [Fact]
    public async Task They_are_read_at_each_request()
    {
        var provider = Provider();
        Set("OSS_ACCESS_KEY_ID", "LTAI1", "OSS_ACCESS_KEY_SECRET", "secret1");
        await provider.GetCredentialsAsync(CancellationToken.None);

        Set("OSS_ACCESS_KEY_ID", "LTAI3", "OSS_ACCESS_KEY_SECRET", "secret3");

        Assert.Equal("LTAI3", (await provider.GetCredentialsAsync(CancellationToken.None)).AccessKeyId);
    }

    [Fact]
    public async Task Without_any_the_message_says_what_was_looked_for()
    {
        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(GetAsync);

        Assert.Equal(
            "No credentials: AccessKeyId and AccessKeySecret are not set, and neither are the environment variables "
            + "OSS_ACCESS_KEY_ID with OSS_ACCESS_KEY_SECRET or ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET.",
            exception.Message);
    }

    private void Set(params string[] namesAndValues)
    {
        foreach (var pair in namesAndValues.Chunk(2))
            _variables[pair[0]] = pair[1];
    }

    private EnvironmentCredentials Provider() => new(name => _variables.GetValueOrDefault(name));

    private Task<OssCredentials> GetAsync() => Provider().GetCredentialsAsync(CancellationToken.None).AsTask();
}
