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
    public void Nothing_is_asked_before_the_first_request()
    {
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, _source.Fetches);
        Assert.Null(_time.NextDue);
    }

    [Fact]
    public async Task One_question_answers_all_who_wait_for_it()
    {
        var waiting = Enumerable.Range(0, 10).Select(_ => GetAsync()).ToList();
        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));

        var answers = await Task.WhenAll(waiting).WithDeadline("the credentials");

        Assert.All(answers, answer => Assert.Equal("STS.1", answer.AccessKeyId));
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task While_they_are_fresh_nobody_waits_and_nothing_is_asked()
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
    public async Task They_are_refreshed_before_they_expire_and_nobody_waits_for_it(int lifetimeMinutes, int refreshedAfterMinutes)
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
    public async Task A_refresh_that_fails_leaves_the_old_ones_in_use_while_they_are_valid()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(50));
        await GetAsync();
        await _source.FailAsync("no way");

        _time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));

        Assert.Equal("STS.1", (await GetAsync().WithDeadline("the old credentials")).AccessKeyId);
    }

    [Fact]
    public async Task A_refresh_that_failed_is_not_begun_again_at_once()
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
    public async Task A_success_ends_the_row_of_failures()
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
    public async Task The_source_knows_nothing_of_who_asks()
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
    public async Task When_they_expire_during_an_outage_that_is_told_with_the_reason()
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
    public async Task What_the_store_refused_is_not_said_to_have_expired()
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
    public async Task What_was_just_fetched_is_not_worth_fetching_again(int ageSeconds, bool isRenewed)
    {
        var first = GetAsync();
        await _source.AnswerAsync(Key(1, TimeSpan.FromHours(1)));
        var refused = await first;
        _time.Advance(TimeSpan.FromSeconds(ageSeconds));

        Assert.Equal(isRenewed, _provider.Renew(refused));
        Assert.Equal(!isRenewed, GetAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_has_been_replaced_already_is_not_fetched_again()
    {
        await StartAsync(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.True(_provider.Renew(new OssCredentials("STS.0", "TopSecret", "OldToken")));

        Assert.True(GetAsync().IsCompletedSuccessfully);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task After_an_outage_new_ones_are_fetched()
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
    public async Task A_source_that_fails_is_left_alone_for_a_while_and_longer_each_time()
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
            Assert.True(tooSoon.IsFaulted); // At once: nobody waits for a source that is left alone.
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
    public async Task What_bears_no_end_is_looked_at_again_in_the_background()
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
    public async Task What_has_expired_on_arrival_is_none()
    {
        var get = GetAsync();
        await _source.AnswerAsync(Key(1, TimeSpan.Zero));

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: the credentials it returned expired at 2026-03-01 07:00:00Z", exception.Message);
    }

    [Fact]
    public async Task Whoever_sets_this_machines_clock_ends_no_lifetime()
    {
        await StartAsync(TimeSpan.FromHours(1));

        _time.ShiftWallClock(TimeSpan.FromDays(30));

        Assert.True(GetAsync().IsCompletedSuccessfully);
        Assert.Equal(1, _source.Fetches);
    }

    [Fact]
    public async Task What_a_source_throws_is_told_by_its_type_alone()
    {
        var get = GetAsync();
        await _source.ThrowAsync(new InvalidOperationException("TopSecret"));

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: it failed (InvalidOperationException)", exception.Message);
        Assert.DoesNotContain("TopSecret", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_never_answers_has_failed_after_half_a_minute()
    {
        var get = GetAsync();
        await _source.NextAsync();
        _time.Advance(RefreshingCredentials.FetchTimeLimit);

        var exception = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => get.WithDeadline("the failure"));
        Assert.Equal("the script: no response within 30 s", exception.Message);
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_question()
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
    public async Task Caller_that_blocks_holds_up_no_other_caller_of_the_same_fetch()
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

    private OssCredentials Key(int number, TimeSpan lifetime) => new($"STS.{number}", "TopSecret", "TopToken", _time.GetUtcNow() + lifetime);

    private Task<OssCredentials> GetAsync() => _provider.GetCredentialsAsync(CancellationToken.None).AsTask();

    private async Task StartAsync(TimeSpan lifetime)
    {
        var first = GetAsync();
        await _source.AnswerAsync(Key(1, lifetime));
        await first.WithDeadline("the first credentials");
    }

    /// <summary>The background refresh has its answer, and a moment later it is kept.</summary>
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
