using LogAppendSink.Stores;
using LogAppendSink.Tests.Stores.Oss;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>The chain without any responding source; with services it is tested in LogAppendSink.Http.Tests.</summary>
public sealed class CredentialChainTests : IDisposable
{
    private readonly CredentialsScenario _scenario = new();

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Each_source_is_reported_with_its_reason_and_the_fix_when_no_source_has_credentials()
    {
        _scenario.DirectNetwork.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));

        var failure = await FailureAsync(_scenario.Sources.DefaultChain());

        Assert.Equal(
            "No credentials: AccessKeyId and AccessKeySecret are not set, and no other source has any: "
            + "(1) the environment: neither OSS_ACCESS_KEY_ID with OSS_ACCESS_KEY_SECRET nor ALIBABA_CLOUD_ACCESS_KEY_ID with ALIBABA_CLOUD_ACCESS_KEY_SECRET is set; "
            + $"(2) the profile file {_scenario.PathOf(".aliyun/config.json")}: the file does not exist; "
            + $"(3) the profile file {_scenario.PathOf(".alibabacloud/credentials")}: the file does not exist; "
            + $"(4) the profile file {_scenario.PathOf(".ossutilconfig")}: the file does not exist; "
            + "(5) OIDC (RRSA): ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE are not set; "
            + "(6) the ECS instance role: no connection to 100.100.100.200 within 1 s; this is not an ECS instance, or its metadata service is disabled; "
            + "(7) the credentials URI: ALIBABA_CLOUD_CREDENTIALS_URI is not set. "
            + "Set AccessKeyId and AccessKeySecret, or set up one of these",
            failure.Message);
    }

    [Fact]
    public async Task Missing_credentials_are_reported_like_other_failures()
    {
        _scenario.DirectNetwork.Fail(new TaskCanceledException("ConnectTimeout", new TimeoutException()));
        using var store = new OssStoreScenario(credentials: _scenario.Sources.DefaultChain());

        var error = OssStoreScenario.ErrorOf(await store.AppendAsync());

        Assert.Equal(StoreErrorKind.NoCredentials, error.Kind);
        Assert.StartsWith(
            "OSS cannot be called for the append to 'logs/web 1.clef' in bucket 'acme-logs': No credentials: AccessKeyId and "
                + "AccessKeySecret are not set, and no other source has any: (1) ",
            error.Describe(),
            StringComparison.Ordinal);
        Assert.EndsWith("Set AccessKeyId and AccessKeySecret, or set up one of these.", error.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_that_is_removed_is_replaced()
    {
        _scenario.Set("OSS_ACCESS_KEY_ID", "LTAI.env", "OSS_ACCESS_KEY_SECRET", "x");
        var chain = _scenario.Sources.DefaultChain();
        await GetAsync(chain);
        _scenario.Variables.Clear();
        _scenario.Write(".ossutilconfig", "[Credentials]\naccessKeyID=LTAI.ossutil\naccessKeySecret=x\n");

        Assert.Equal("LTAI.ossutil", (await GetAsync(chain)).AccessKeyId);
    }
}
