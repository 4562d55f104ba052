using LogAppendSink.Credentials;
using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Credentials;

public class RefreshingCredentialsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedSource _source = new();
    private readonly RefreshingCredentials _provider;

    public RefreshingCredentialsTests() => _provider = new RefreshingCredentials(_source, _time);

    [Fact]
    public void Source_is_not_called_before_the_first_request()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, _source.Fetches);
        Assert.Null(_time.NextDue);
    }

    [Fact]
    public async Task One_fetch_serves_all_waiting_callers()
    {
        var waiting = Enumerable.Range(0, 10).Select(_ => GetAsync()).ToList();
        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));

        var answers = await Task.WhenAll(waiting).WithDeadline("the credentials");

        Assert.All(answers, answer => Assert.Equal("STS.1", answer.AccessKeyId));
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Fresh_credentials_are_returned_without_a_wait_or_a_fetch()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(47));

        Assert.True(GetAsync().IsCompletedSuccessfully);
        Assert.False(_provider.IsFetching);
    }

    [Theory]
    [InlineData(15, 12)] // the last fifth
    [InlineData(60, 48)]
    [InlineData(360, 345)] // a quarter of an hour at most
    public async Task Credentials_are_refreshed_in_the_background_before_their_expiry(int lifetimeMinutes, int refreshedAfterMinutes)
    {
        await StartAsync(TimeSpan.FromMinutes(lifetimeMinutes));
        _time.Advance(TimeSpan.FromMinutes(refreshedAfterMinutes) - TimeSpan.FromTicks(1));
        Assert.Equal("STS.1", (await GetAsync()).AccessKeyId);
        Assert.False(_provider.IsFetching);

        _time.Advance(TimeSpan.FromTicks(1));
        var during = GetAsync();
        Assert.True(during.IsCompletedSuccessfully);
        Assert.Equal("STS.1", (await during).AccessKeyId);
        var again = GetAsync();
        await _source.AnswerAsync(Key(2, TimeSpan.FromHours(1)));

        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal("STS.2", (await EventuallyAsync("STS.2")).AccessKeyId);
        Assert.Equal(2, _source.Fetches);
    }

    [Fact]
    public async Task Valid_credentials_stay_in_use_when_a_refresh_fails()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(50));
        await GetAsync();
        await _source.FailAsync("no way");

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));

        Assert.Equal("STS.1", (await GetAsync().WithDeadline("the old credentials")).AccessKeyId);
    }

    [Fact]
    public async Task Failed_refresh_is_paused()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(50));
        await GetAsync();
        await _source.FailAsync("no way");
        await UntilAsync(() => !_provider.IsFetching);

        await GetAsync();
        Assert.False(_provider.IsFetching);
        _time.Advance(TimeSpan.FromSeconds(1));
        await GetAsync();

        Assert.True(_provider.IsFetching);
    }

    [Fact]
    public async Task Success_resets_the_pause()
    {
        for (var failure = 0; failure < 3; failure++)
        {
            var get = GetAsync();
            await _source.FailAsync("no");
            await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        var late = GetAsync();
        await _source.FailAsync("no");
        await Assert.ThrowsAsync<CredentialsUnavailableException>(() => late);
        _time.Advance(TimeSpan.FromSeconds(1)); // Not eight.
        _ = GetAsync();

        Assert.True(_provider.IsFetching);
    }

    [Fact]
    public async Task Source_does_not_see_the_context_of_the_caller()
    {
        var ambient = new AsyncLocal<string?> { Value = "the application's" };
        var seen = "nothing yet";
        var provider = new RefreshingCredentials(new CallbackSource(_ =>
        {
            seen = ambient.Value;
            return new(new OssCredentials("LTAI1", "secret"));
        }), _time);

        await provider.GetCredentialsAsync(CancellationToken.None);

        Assert.Null(seen);
    }

    [Fact]
    public async Task Expiry_during_an_outage_is_reported_with_the_reason()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));

        var expired = GetAsync();
        await _source.FailAsync("STS is away");

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => expired.WithDeadline("the failure"));
        Assert.Equal("the script: the credentials expired at 2026-03-01 08:00:00Z and cannot be renewed: STS is away", exception.Message);
        Assert.False(exception.LetsNextAnswer);
    }

    [Fact]
    public async Task Refused_credentials_are_not_reported_as_expired()
    {
        var first = GetAsync();
        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));
        var refused = await first;
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_provider.Renew(refused));
        var get = GetAsync();
        await _source.FailAsync("STS is away");

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: the credentials were refused by the store and cannot be renewed: STS is away", exception.Message);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public async Task Refused_credentials_are_not_fetched_again_when_just_fetched(int ageSeconds, bool isRenewed)
    {
        var first = GetAsync();
        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));
        var refused = await first;
        _time.Advance(TimeSpan.FromSeconds(ageSeconds));

        Assert.Equal(isRenewed, _provider.Renew(refused));
        Assert.Equal(!isRenewed, GetAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Refused_credentials_are_not_fetched_again_when_already_replaced()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_provider.Renew(new OssCredentials("STS.0", "TopSecret", "OldToken")));

        Assert.True(GetAsync().IsCompletedSuccessfully);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Credentials_are_fetched_after_an_outage()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromHours(1));
        var expired = GetAsync();
        await _source.FailAsync("STS is away");
        await Assert.ThrowsAsync<CredentialsUnavailableException>(() => expired);
        _time.Advance(TimeSpan.FromSeconds(1));

        var renewed = GetAsync();
        await _source.AnswerAsync(Key(2, TimeSpan.FromHours(1)));

        Assert.Equal("STS.2", (await renewed.WithDeadline("the new credentials")).AccessKeyId);
    }

    [Fact]
    public async Task Pause_grows_when_a_source_keeps_failing()
    {
        var pauses = new[] { 1, 2, 4, 8, 16, 30, 30 };
        var asked = 1;
        var first = GetAsync();
        await _source.FailAsync("no");
        await Assert.ThrowsAsync<CredentialsUnavailableException>(() => first);

        foreach (var pause in pauses)
        {
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            var tooSoon = GetAsync();
            Assert.True(tooSoon.IsFaulted); // Fails immediately: callers do not wait for a paused source.
            Assert.Equal("the script: no", (await Assert.ThrowsAsync<CredentialsUnavailableException>(() => tooSoon)).Message);
            Assert.Equal(asked, _source.Fetches);

            _time.Advance(TimeSpan.FromTicks(1));
            var again = GetAsync();
            await _source.FailAsync("no");
            await Assert.ThrowsAsync<CredentialsUnavailableException>(() => again.WithDeadline("the failure"));
            Assert.Equal(++asked, _source.Fetches);
        }
    }

    [Fact]
    public async Task Credentials_without_an_expiry_are_rechecked_in_the_background()
    {
        var first = GetAsync();
        await _source.AnswerAsync(new OssCredentials("LTAI1", "secret"));
        await first;
        _time.Advance(RefreshingCredentials.EndlessRecheck);

        Assert.True(GetAsync().IsCompletedSuccessfully);
        await _source.AnswerAsync(new OssCredentials("LTAI2", "secret"));

        Assert.Equal("LTAI2", (await EventuallyAsync("LTAI2")).AccessKeyId);
    }

    [Fact]
    public async Task Credentials_that_are_expired_on_arrival_are_refused()
    {
        var get = GetAsync();
        await _source.AnswerAsync(Key(1, TimeSpan.Zero));

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: the credentials it returned expired at 2026-03-01 07:00:00Z", exception.Message);
    }

    [Fact]
    public async Task Change_of_the_system_clock_does_not_end_a_lifetime()
    {
        await StartAsync(TimeSpan.FromHours(1));

        _time.ShiftWallClock(TimeSpan.FromDays(30));

        Assert.True(GetAsync().IsCompletedSuccessfully);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Exception_of_a_source_is_reported_by_type_only()
    {
        var get = GetAsync();
        await _source.ThrowAsync(new InvalidOperationException("TopSecret"));

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: it failed (InvalidOperationException)", exception.Message);
        Assert.DoesNotContain("TopSecret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_fails_after_30_seconds_without_a_response()
    {
        var get = GetAsync();
        await _source.NextAsync();
        _time.Advance(RefreshingCredentials.FetchTimeLimit);

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: no response within 30 s", exception.Message);
    }

    [Fact]
    public async Task Cancelled_caller_does_not_cancel_the_fetch()
    {
        using var impatience = new CancellationTokenSource();
        var impatient = _provider.GetCredentialsAsync(impatience.Token).AsTask();
        var patient = GetAsync();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);

        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));

        Assert.Equal("STS.1", (await patient.WithDeadline("the credentials")).AccessKeyId);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task Delivery_does_not_continue_on_the_thread_pool_when_several_pipelines_wait_for_one_fetch()
    {
        Task<bool>[] waiting;
        using (DeliveryContext.Enter(new DeliveryContext.Mark()))
            waiting = [ContinuesOnPoolAsync(), ContinuesOnPoolAsync(), ContinuesOnPoolAsync()];

        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));

        var areOfPool = await Task.WhenAll(waiting).WithDeadline("the credentials");
        Assert.Equal([false, false, false], areOfPool);

        async Task<bool> ContinuesOnPoolAsync()
        {
            await _provider.GetCredentialsAsync(CancellationToken.None).ConfigureAwait(false);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }

    [Fact]
    public async Task Blocking_caller_does_not_delay_other_callers_of_the_same_fetch()
    {
        using var release = new ManualResetEventSlim();
        var blocking = BlockAsync();
        Task<OssCredentials> other;
        using (DeliveryContext.Enter(new DeliveryContext.Mark()))
            other = GetAsync();

        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));
        try
        {
            Assert.Equal("STS.1", (await other.WithDeadline("the other caller")).AccessKeyId);
        }
        finally
        {
            release.Set();
        }

        await blocking.WithDeadline("the caller that blocks");

        async Task BlockAsync()
        {
            await _provider.GetCredentialsAsync(CancellationToken.None).ConfigureAwait(false);
            release.Wait();
        }
    }

    private OssCredentials Key(int number, TimeSpan lifetime) =>
        new($"STS.{number}", "TopSecret", "TopToken", _time.GetUtcNow() + lifetime);

    private Task<OssCredentials> GetAsync() => _provider.GetCredentialsAsync(CancellationToken.None).AsTask();

    private async Task StartAsync(TimeSpan lifetime)
    {
        var first = GetAsync();
        await _source.AnswerAsync(Key(1, lifetime));
        await first.WithDeadline("the first credentials");
    }

    /// <summary>Waits until the background refresh has stored its result.</summary>
    private async Task<OssCredentials> EventuallyAsync(string accessKeyId)
    {
        await UntilAsync(() => !_provider.IsFetching);
        var seen = await GetAsync();
        Assert.Equal(accessKeyId, seen.AccessKeyId);
        return seen;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline.Default, TimeProvider.System);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
