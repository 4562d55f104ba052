using LogAppendSink.Credentials.Profiles;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials.Profiles;

/// <summary>The profile files of Alibaba Cloud's tools, in their documented formats.</summary>
public sealed class ProfileFileTests : IDisposable
{
    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Current_profile_of_the_CLI_is_used()
    {
        var path = _scenario.Write(".aliyun/config.json", """
            {
              "current": "work",
              "profiles": [
                { "name": "default", "mode": "AK", "access_key_id": "LTAI0", "access_key_secret": "TopSecret0" },
                { "name": "work", "mode": "AK", "access_key_id": "LTAI1", "access_key_secret": "TopSecret1", "region_id": "cn-hangzhou", "retry_timeout": 0, "sts_token": "" }
              ],
              "meta_path": ""
            }
            """);

        var credentials = await GetAsync(Cli());

        Assert.Equal(("LTAI1", "TopSecret1", null), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken));
        Assert.Equal($"profile 'work' in {path}", credentials.Origin);
    }

    [Fact]
    public async Task Profile_and_file_can_be_selected()
    {
        var path = _scenario.Write("elsewhere.json", """
            {"current":"default","profiles":[
              {"name":"default","mode":"AK","access_key_id":"LTAI0","access_key_secret":"x"},
              {"name":"temp","mode":"StsToken","access_key_id":"STS.2","access_key_secret":"y","sts_token":"z"}]}
            """);
        _scenario.Set("ALIBABA_CLOUD_CONFIG_FILE", path, "ALIBABA_CLOUD_PROFILE", "temp");

        var credentials = await GetAsync(Cli());

        Assert.Equal(("STS.2", "z"), (credentials.AccessKeyId, credentials.SecurityToken));
    }

    [Fact]
    public async Task Profiles_of_the_CLI_can_be_disabled()
    {
        var path = _scenario.Write(".aliyun/config.json", Ak("LTAI0"));
        _scenario.Set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");

        Assert.Equal($"the profile file {path}: ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true", (await FailureAsync(Cli())).Message);
    }

    [Fact]
    public async Task Profile_can_assume_a_role()
    {
        _scenario.Write(".aliyun/config.json", """
            {"current":"default","profiles":[{"name":"default","mode":"RamRoleArn","access_key_id":"LTAI0","access_key_secret":"x",
              "ram_role_arn":"acs:ram::123:role/log-writer","ram_session_name":"shop","expired_seconds":900,"sts_region":"cn-hangzhou","external_id":"x-1"}]}
            """);
        _scenario.Network.Answer(200, new StringContent(StsJson()));

        Assert.Equal("STS.1", (await GetAsync(Cli())).AccessKeyId);
        var sent = Assert.Single(_scenario.Network.Sent);
        var form = Parsed(OssStoreScenario.TextOf(sent.Body));
        Assert.Equal(
            ("sts.cn-hangzhou.aliyuncs.com", "acs:ram::123:role/log-writer", "shop", "900", "x-1"),
            (new Uri(sent.Url).Host, form["RoleArn"], form["RoleSessionName"], form["DurationSeconds"], form["ExternalId"]));
    }

    [Fact]
    public async Task Profile_can_assume_a_role_with_another_profile()
    {
        _scenario.Write(".aliyun/config.json", """
            {"current":"top","profiles":[
              {"name":"top","mode":"ChainableRamRoleArn","source_profile":"base","ram_role_arn":"acs:ram::123:role/log-writer"},
              {"name":"base","mode":"AK","access_key_id":"LTAI7","access_key_secret":"x"}]}
            """);
        _scenario.Network.Answer(200, new StringContent(StsJson()));

        Assert.Equal("STS.1", (await GetAsync(Cli())).AccessKeyId);
        Assert.Contains("&AccessKeyId=LTAI7&", _scenario.Network.Sent[0].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task Chain_of_profiles_is_limited(int roles, bool isAccepted)
    {
        var chain = Enumerable.Range(1, roles).Select(number =>
            $$"""{"name":"p{{number}}","mode":"ChainableRamRoleArn","source_profile":"p{{number + 1}}","ram_role_arn":"acs:ram::123:role/r{{number}}"}""");
        _scenario.Write(".aliyun/config.json", $$"""
            {"current":"p1","profiles":[{{string.Join(',', chain)}},{"name":"p{{roles + 1}}","mode":"AK","access_key_id":"LTAI7","access_key_secret":"x"}]}
            """);
        for (var number = 0; number < roles; number++)
            _scenario.Network.Answer(200, new StringContent(StsJson()));

        var get = GetAsync(Cli());

        if (isAccepted)
            Assert.Equal("STS.1", (await get).AccessKeyId);
        else
            await Assert.ThrowsAsync<LogAppendSink.Credentials.CredentialsUnavailableException>(() => get);
        Assert.Equal(isAccepted ? roles : 0, _scenario.Network.Sent.Count);
    }

    [Fact]
    public async Task Profile_can_select_the_instance_role()
    {
        _scenario.Write(
            ".aliyun/config.json",
            """{"current":"default","profiles":[{"name":"default","mode":"EcsRamRole","ram_role_name":"log-writer"}]}""");
        _scenario.DirectNetwork.Answer(200, new StringContent("t")).Answer(200, new StringContent(Json()));

        Assert.Equal("STS.1", (await GetAsync(Cli())).AccessKeyId);
        Assert.EndsWith("/security-credentials/log-writer", _scenario.DirectNetwork.Sent[1].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_can_select_an_OIDC_token()
    {
        var token = _scenario.Write("token", "T").Replace("\\", "\\\\", StringComparison.Ordinal);
        _scenario.Write(".aliyun/config.json", $$"""
            {"current":"default","profiles":[{"name":"default","mode":"OIDC","ram_role_arn":"acs:ram::123:role/r","oidc_provider_arn":"acs:ram::123:oidc-provider/p","oidc_token_file":"{{token}}"}]}
            """);
        _scenario.Network.Answer(200, new StringContent(StsJson()));

        Assert.Equal("STS.1", (await GetAsync(Cli())).AccessKeyId);
        Assert.Contains("Action=AssumeRoleWithOIDC", _scenario.Network.Sent[0].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_can_select_a_credentials_URI()
    {
        _scenario.Write(
            ".aliyun/config.json",
            """{"current":"default","profiles":[{"name":"default","mode":"CredentialsURI","credentials_uri":"http://127.0.0.1:4711"}]}""");
        _scenario.DirectNetwork.Answer(200, new StringContent(Json()));

        Assert.Equal("STS.1", (await GetAsync(Cli())).AccessKeyId);
        Assert.Equal("http://127.0.0.1:4711", _scenario.DirectNetwork.Sent[0].Url);
    }

    [Theory]
    [InlineData("[default]\ntype = access_key\naccess_key_id = LTAI3\naccess_key_secret = TopSecret\n", "LTAI3", null)]
    [InlineData(
        "# "
            + "mine\r\n[other]\r\ntype=access_key\r\naccess_key_id=LTAI9\r\naccess_key_secret=x\r\n\r\n[default]\r\naccess_key_id=LTAI3\r\naccess_key_secret=a=b+c/==\r\n",
        "LTAI3",
        null)]
    [InlineData("[default]\ntype=sts\naccess_key_id=STS.3\naccess_key_secret=x\nsecurity_token=TopToken\n", "STS.3", "TopToken")]
    public async Task File_of_the_SDKs_is_read(string text, string id, string? token)
    {
        _scenario.Write(".alibabacloud/credentials", text);

        var credentials = await GetAsync(Sdk());

        Assert.Equal((id, token), (credentials.AccessKeyId, credentials.SecurityToken));
    }

    [Fact]
    public async Task File_of_the_SDKs_can_name_a_role()
    {
        var path = _scenario.Write(
            "mine.ini",
            ""
                + "[logs]\ntype=ram_role_arn\naccess_key_id=LTAI3\naccess_key_secret=x\nrole_arn=acs:ram::123:role/r\nrole_session_name=shop\npolicy={\"Version\":\"1\"}\n");
        _scenario.Set("ALIBABA_CLOUD_CREDENTIALS_FILE", path, "ALIBABA_CLOUD_PROFILE", "logs");
        _scenario.Network.Answer(200, new StringContent(StsJson()));

        await GetAsync(Sdk());

        Assert.Equal("{\"Version\":\"1\"}", Parsed(OssStoreScenario.TextOf(_scenario.Network.Sent[0].Body))["Policy"]);
    }

    [Theory]
    [InlineData(
        ""
            + "[Credentials]\nlanguage=EN\nendpoint=oss-cn-hangzhou.aliyuncs.com\naccessKeyID=LTAI4\naccessKeySecret=x\n[Default]\nloglevel=info\n",
        "LTAI4",
        null)]
    [InlineData("[Credentials]\naccess-key-id = LTAI4\naccess-key-secret = x\nsts-token = T\n", "LTAI4", "T")]
    [InlineData("[Credentials]\naccess_key_id=LTAI4\naccess_key_secret=x\nstsToken=T\n", "LTAI4", "T")]
    [InlineData("[default]\naccessKeyID=LTAI4\naccessKeySecret=x\nregion=cn-hangzhou\nmode=AK\n", "LTAI4", null)] // ossutil 2
    public async Task File_of_ossutil_is_read_with_any_spelling(string text, string id, string? token)
    {
        _scenario.Write(".ossutilconfig", text);

        var credentials = await GetAsync(Ossutil());

        Assert.Equal((id, token), (credentials.AccessKeyId, credentials.SecurityToken));
    }

    [Fact]
    public async Task File_of_ossutil_2_has_profiles()
    {
        var path = _scenario.Write(
            "oss.ini", "[default]\naccessKeyID=LTAI4\naccessKeySecret=x\n[profile logs]\naccessKeyID=LTAI5\naccessKeySecret=y\n");

        Assert.Equal("LTAI5", (await GetAsync(new ProfileCredentials(ProfileFile.At(path, "logs"), _scenario.Sources))).AccessKeyId);
        Assert.Equal("LTAI4", (await GetAsync(new ProfileCredentials(ProfileFile.At(path, profile: null), _scenario.Sources))).AccessKeyId);
    }

    [Theory]
    [InlineData("{", "it is not JSON")]
    [InlineData("{\"profiles\":[{\"name\":\"\\ud800\"}]}", "it is not JSON")] // half a character
    [InlineData("[]", "it has no 'profiles'")]
    [InlineData("{\"profiles\":\"TopSecret\"}", "it has no 'profiles'")]
    [InlineData("{\"current\":\"x\",\"profiles\":[{\"name\":\"y\"},17,null]}", "it has no profile 'x'")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"AK\",\"access_key_secret\":\"TopSecret\"}]}", "its access_key_id is not set")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"AK\",\"access_key_id\":\"LTAI0\",\"access_key_secret\":\"\"}]}",
        "its access_key_secret is not set")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"AK\",\"access_key_id\":\"LTAI0\",\"access_key_secret\":\"***\"}]}",
        "AccessKeySecret is '***', the mask that replaces a secret in output; set the secret itself")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"CloudSSO\",\"access_token\":\"TopToken\"}]}",
        "its mode 'CloudSSO' is not supported; use AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC or CredentialsURI")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"External\",\"process_command\":\"rm TopSecret\"}]}",
        "its mode 'External' is not supported; use AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC or CredentialsURI")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"RamRoleArn\",\"access_key_id\":\"a\",\"access_key_secret\":\"TopSecret\"}]}",
        "its ram_role_arn is not set")]
    [InlineData(
        ""
            + "{\"profiles\":[{\"name\":\"default\",\"mode\":\"RamRoleArn\",\"access_key_id\":\"a\",\"access_key_secret\":\"b\",\"ram_role_arn\":\"r\",\"expired_seconds\":60}]}",
        "Duration is 00:01:00; set it from 00:15:00 to 12:00:00")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"ChainableRamRoleArn\",\"source_profile\":\"x\",\"ram_role_arn\":\"r\"}]}",
        "its source_profile 'x' does not exist")]
    [InlineData(
        "{\"profiles\":[{\"name\":\"default\",\"mode\":\"ChainableRamRoleArn\",\"source_profile\":\"default\",\"ram_role_arn\":\"r\"}]}",
        "more than 5 profiles refer to each other as source_profile")]
    public async Task Invalid_file_is_reported_without_its_content(string text, string reason)
    {
        var path = _scenario.Write(".aliyun/config.json", text);

        var failure = await FailureAsync(Cli());

        Assert.Equal($"the profile file {path}: {reason}", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Fact]
    public async Task Missing_file_is_reported_with_its_path()
    {
        var failure = await FailureAsync(Ossutil());

        Assert.Equal($"the profile file {_scenario.PathOf(".ossutilconfig")}: the file does not exist", failure.Message);
        Assert.True(failure.LetsNextAnswer);
    }

    [Fact]
    public async Task Huge_file_is_not_read()
    {
        var path = _scenario.Write(".ossutilconfig", new string('x', (256 * 1024) + 1));

        Assert.Equal($"the profile file {path}: it cannot be read (IOException)", (await FailureAsync(Ossutil())).Message);
    }

    [Fact]
    public async Task No_file_is_read_without_a_home_directory()
    {
        var sources = _scenario.Sources with { Home = "" };

        foreach (var file in ProfileFile.Standard(sources))
            Assert.Equal("the profile file (no path): this user has no home directory", (
                await FailureAsync(new ProfileCredentials(file, sources))).Message);
    }

    private static string Ak(string id) =>
        $$"""{"profiles":[{"name":"default","mode":"AK","access_key_id":"{{id}}","access_key_secret":"x"}]}""";

    private ProfileCredentials Cli() => Standard(0);

    private ProfileCredentials Sdk() => Standard(1);

    private ProfileCredentials Ossutil() => Standard(2);

    private ProfileCredentials Standard(int index) => new(ProfileFile.Standard(_scenario.Sources).ElementAt(index), _scenario.Sources);
}
