using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>The providers that an application can choose.</summary>
public class CredentialsProviderTests
{
    [Fact]
    public async Task Callback_is_called_once_and_its_result_cached()
    {
        var calls = 0;
        var provider = CredentialsProvider.FromCallback(_ =>
        {
            calls++;
            return new(new OssCredentials("STS.1", "TopSecret", "TopToken", new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        });

        var first = await GetAsync(provider);

        Assert.Same(first, await GetAsync(provider));
        Assert.Equal((1, "the callback for credentials"), (calls, first.Origin));
    }

    [Fact]
    public async Task Callback_that_returns_null_is_reported()
    {
        var provider = CredentialsProvider.FromCallback(_ => new((OssCredentials)null!));

        Assert.Equal("the callback for credentials: it returned null", (await FailureAsync(provider)).Message);
    }

    [Fact]
    public async Task Fixed_key_is_returned_unchanged()
    {
        var credentials = await GetAsync(CredentialsProvider.FromKey("LTAI1", "TopSecret"));

        Assert.Equal(("LTAI1", "TopSecret", null, null), (
            credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken, credentials.Origin));
    }

    [Fact]
    public async Task Profile_is_read_from_the_given_file()
    {
        using var scenario = new CredentialsScenario();
        var path = scenario.Write(
            "some.json", """{"profiles":[{"name":"logs","mode":"AK","access_key_id":"LTAI1","access_key_secret":"x"}]}""");

        Assert.Equal("LTAI1", (await GetAsync(CredentialsProvider.FromProfile(path, "logs"))).AccessKeyId);
    }

    [Fact]
    public async Task STS_requests_use_the_given_handler()
    {
        using var handler = new StubHandler();
        handler.Answer(200, new StringContent(StsJson(expiration: "2099-01-01T00:00:00Z")));

        var provider = CredentialsProvider.AssumeRole(
            CredentialsProvider.FromKey("LTAI1", "x"), new AssumedRole { RoleArn = "acs:ram::1:role/r" }, handler);

        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
    }

    [Fact]
    public async Task Opening_a_store_requests_no_credentials()
    {
        var calls = 0;
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromCallback(async cancellationToken =>
        {
            Interlocked.Increment(ref calls);
            await new ManualTimeProvider().DelayAsync(TimeSpan.FromDays(1), cancellationToken);
            throw new InvalidOperationException("This code is not reached.");
        });

        using (OssObjectStore.Open(options))
        {
        }

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Default_chain_is_used_without_settings()
    {
        Assert.IsType<CredentialChain>(Bucket.CredentialsOf(Settings.Valid()));
    }

    [Fact]
    public void Provider_in_the_options_is_used_unchanged()
    {
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromKey("a", "b");

        Assert.Same(options.Credentials, Bucket.CredentialsOf(options));
    }
}
