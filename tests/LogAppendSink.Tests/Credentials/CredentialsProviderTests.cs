using LogAppendSink.Credentials;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Oss;
using LogAppendSink.Tests.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;
using static LogAppendSink.TestSupport.Credentials.CredentialReplies;

namespace LogAppendSink.Tests.Credentials;

/// <summary>What an application names.</summary>
public class CredentialsProviderTests
{
    [Fact]
    public async Task A_callback_is_asked_once_and_kept()
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
    public async Task A_callback_that_gives_nothing_is_told()
    {
        var provider = CredentialsProvider.FromCallback(_ => new((OssCredentials)null!));

        Assert.Equal("the callback for credentials: it returned null", (await FailureAsync(provider)).Message);
    }

    [Fact]
    public async Task A_key_is_given_as_it_is()
    {
        var credentials = await GetAsync(CredentialsProvider.FromKey("LTAI1", "TopSecret"));

        Assert.Equal(("LTAI1", "TopSecret", null, null), (credentials.AccessKeyId, credentials.AccessKeySecret, credentials.SecurityToken, credentials.Origin));
    }

    [Fact]
    public async Task A_profile_is_read_where_the_application_says()
    {
        using var scenario = new CredentialsScenario();
        var path = scenario.Write("some.json", """{"profiles":[{"name":"logs","mode":"AK","access_key_id":"LTAI1","access_key_secret":"x"}]}""");

        Assert.Equal("LTAI1", (await GetAsync(CredentialsProvider.FromProfile(path, "logs"))).AccessKeyId);
    }

    [Fact]
    public async Task STS_is_asked_through_the_handler_that_was_given()
    {
        using var handler = new StubHandler();
        handler.Answer(200, new StringContent(StsJson(expiration: "2099-01-01T00:00:00Z")));

        var provider = CredentialsProvider.AssumeRole(CredentialsProvider.FromKey("LTAI1", "x"), new AssumedRole { RoleArn = "acs:ram::1:role/r" }, handler);

        Assert.Equal("STS.1", (await GetAsync(provider)).AccessKeyId);
    }

    [Fact]
    public async Task Opening_a_store_asks_nobody_for_credentials()
    {
        var calls = 0;
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromCallback(async cancellationToken =>
        {
            Interlocked.Increment(ref calls);
            await new ManualTimeProvider().DelayAsync(TimeSpan.FromDays(1), cancellationToken);
            throw new InvalidOperationException("Nobody waits that long.");
        });

        using (OssObjectStore.Open(options))
        {
        }

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Without_any_setting_the_chain_is_asked()
    {
        Assert.IsType<CredentialChain>(Bucket.CredentialsOf(Settings.Valid()));
    }

    [Fact]
    public void A_provider_that_was_set_is_used_as_it_is()
    {
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromKey("a", "b");

        Assert.Same(options.Credentials, Bucket.CredentialsOf(options));
    }
}
