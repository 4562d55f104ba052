using LogAppendSink.Credentials.Profiles;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials.Profiles;

/// <summary>The key in the file is replaced while the application runs.</summary>
public sealed class ProfileRotationTests : IDisposable
{
    private readonly CredentialsScenario _scenario = new();
    private readonly string _path;
    private readonly ProfileCredentials _provider;

    public ProfileRotationTests()
    {
        _path = _scenario.Write(".ossutilconfig", Ini("LTAI1"));
        _provider = new ProfileCredentials(ProfileFile.At(_path, profile: null), _scenario.Sources);
    }

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Replaced_key_is_used_within_seconds()
    {
        Assert.Equal("LTAI1", await IdAsync());
        await File.WriteAllTextAsync(_path, Ini("LTAI2"));

        Assert.Equal("LTAI1", await IdAsync());
        Advance();

        Assert.Equal("LTAI2", await IdAsync());
    }

    [Theory]
    [InlineData("[Credentials]\naccessKeyID=LTAI2\naccessK")] // being written
    [InlineData("")]
    public async Task Credentials_are_kept_when_the_file_is_incomplete(string text)
    {
        await IdAsync();
        await File.WriteAllTextAsync(_path, text);
        Advance();
        Assert.Equal("LTAI1", await IdAsync());

        await File.WriteAllTextAsync(_path, Ini("LTAI2"));
        Advance();

        Assert.Equal("LTAI2", await IdAsync());
    }

    [Fact]
    public async Task Credentials_are_kept_when_the_file_is_briefly_missing()
    {
        await IdAsync();
        File.Delete(_path);
        Advance();
        Assert.Equal("LTAI1", await IdAsync());

        await File.WriteAllTextAsync(_path, Ini("LTAI1"));
        Advance();
        Assert.Equal("LTAI1", await IdAsync());
        File.Delete(_path);
        Advance();

        Assert.Equal("LTAI1", await IdAsync());
    }

    [Fact]
    public async Task File_that_stays_missing_is_skipped()
    {
        await IdAsync();
        File.Delete(_path);
        Advance();
        await IdAsync();
        Advance();

        Assert.True((await FailureAsync(_provider)).LetsNextAnswer);
    }

    [Fact]
    public async Task Unchanged_file_keeps_its_provider()
    {
        await File.WriteAllTextAsync(_path, "[default]\nmode=EcsRamRole\necsRoleName=log-writer\n");
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent(Json()));
        await IdAsync();

        for (var check = 0; check < 10; check++)
        {
            Advance();
            Assert.Equal("STS.1", await IdAsync());
        }

        Assert.Equal(2, _scenario.DirectNetwork.Sent.Count);
    }

    [Fact]
    public async Task Role_of_a_profile_is_renewed_when_the_store_refuses_it()
    {
        await File.WriteAllTextAsync(_path, "[default]\nmode=EcsRamRole\necsRoleName=log-writer\n");
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent(Json()));
        var refused = await GetAsync(_provider);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent(Json("STS.2")));

        Assert.True(_provider.Renew(refused));
        Assert.Equal("STS.2", await IdAsync());
    }

    [Fact]
    public async Task Failing_profile_prevents_other_sources()
    {
        await File.WriteAllTextAsync(_path, "[default]\nmode=EcsRamRole\necsRoleName=log-writer\n");
        _scenario.DirectNetwork.Fail(new HttpRequestException(HttpRequestError.ConnectionError, "no"));

        var failure = await FailureAsync(_provider);

        Assert.StartsWith(
            $"profile 'default' in {_path}: the ECS instance role: 100.100.100.200 cannot be reached (ConnectionError)",
            failure.Message,
            StringComparison.Ordinal);
        Assert.False(failure.LetsNextAnswer);
    }

    private static string Ini(string id) => $"[Credentials]\naccessKeyID={id}\naccessKeySecret=TopSecret\n";

    private void Advance() => _scenario.Time.Advance(TimeSpan.FromSeconds(5));

    private async Task<string> IdAsync() => (await GetAsync(_provider)).AccessKeyId;
}
