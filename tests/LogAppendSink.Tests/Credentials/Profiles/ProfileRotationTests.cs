using LogAppendSink.Credentials.Profiles;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials.Profiles;

/// <summary>Somebody writes another key into the file while the application runs.</summary>
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
    public async Task A_key_that_was_replaced_is_used_a_few_seconds_later()
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
    public async Task A_file_that_is_half_there_changes_nothing_yet(string text)
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
    public async Task A_file_that_is_away_for_a_moment_changes_nothing()
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
    public async Task A_file_that_stays_away_is_no_source_any_more()
    {
        await IdAsync();
        File.Delete(_path);
        Advance();
        await IdAsync();
        Advance();

        Assert.True((await FailureAsync(_provider)).LetsNextAnswer);
    }

    [Fact]
    public async Task A_file_that_was_not_touched_starts_nothing_anew()
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
    public async Task A_role_that_a_profile_names_is_renewed_when_the_store_refuses_it()
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
    public async Task A_profile_that_is_set_up_and_fails_lets_nobody_else_answer()
    {
        await File.WriteAllTextAsync(_path, "[default]\nmode=EcsRamRole\necsRoleName=log-writer\n");
        _scenario.DirectNetwork.Fail(new HttpRequestException(HttpRequestError.ConnectionError, "no"));

        var failure = await FailureAsync(_provider);

        Assert.StartsWith($"profile 'default' in {_path}: the ECS instance role: 100.100.100.200 cannot be reached (ConnectionError)", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.LetsNextAnswer);
    }

    private static string Ini(string id) => $"[Credentials]\naccessKeyID={id}\naccessKeySecret=TopSecret\n";

    private void Advance() => _scenario.Time.Advance(TimeSpan.FromSeconds(5));

    private async Task<string> IdAsync() => (await GetAsync(_provider)).AccessKeyId;
}
