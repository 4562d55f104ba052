using System.Globalization;
using LogAppendSink.Threading;

namespace LogAppendSink.Credentials;

/// <summary>
/// Keeps what a source gives, and asks it again before that expires, in the background and one request at a time: a caller waits only
/// while there is nothing valid to give. Thread-safe. Nothing is asked before the first call, and nothing between calls.
/// </summary>
/// <remarks>
/// The last fifth of a lifetime, 15 minutes at most, is for refreshing. A refresh that fails leaves the old credentials in use for as
/// long as they are valid, and the source alone for a while. Lifetimes are counted on the monotonic clock, so that somebody who sets
/// this machine's clock ends none.
/// </remarks>
internal sealed class RefreshingCredentials(ICredentialSource source, TimeProvider time) : ICredentialsProvider, IRenewableCredentials
{
    /// <summary>Longest a source may take to answer.</summary>
    internal static readonly TimeSpan FetchTimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>How soon a source is asked again whose credentials bear no end, in case others have taken their place.</summary>
    internal static readonly TimeSpan EndlessRecheck = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RefreshWindowMax = TimeSpan.FromMinutes(15);

    /// <summary>What was fetched so recently and is refused would only be fetched again.</summary>
    private static readonly TimeSpan RenewalMin = TimeSpan.FromSeconds(10);

    // A source may be the application's callback, and callers may be a delivery that must not depend on the thread pool.
    private readonly ForeignCalls _calls = new("LogAppendSink credentials") { Continuations = TaskCreationOptions.None };
    private readonly object _gate = new();
    private Task<Outcome>? _fetch;

    // The last success: what, when (timestamp), for how long.
    private OssCredentials? _current;
    private long _fetchedAt;
    private TimeSpan _lifetime;
    private TimeSpan _refreshAfter;
    private bool _isRefused;

    // The failures since.
    private CredentialsUnavailableException? _failure;
    private long _failedAt;
    private readonly Backoff _backoff = new(source.FirstPause, source.LongestPause);
    private TimeSpan _pause;

    /// <summary>Whether the source is being asked.</summary>
    internal bool IsAsking
    {
        get
        {
            lock (_gate)
                return _fetch is not null;
        }
    }

    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isPausing = _failure is not null && time.GetElapsedTime(_failedAt) < _pause;
            if (_current is { } current && time.GetElapsedTime(_fetchedAt) is var age && age < _lifetime)
            {
                if (age >= _refreshAfter && !isPausing)
                    _fetch ??= BeginFetch();
                return new(current);
            }

            if (_fetch is null && isPausing)
                return ValueTask.FromException<OssCredentials>(Told(_failure!)); // Pausing comes of one.

            _fetch ??= BeginFetch();
            return AwaitAsync(ForCallerAsync(_fetch), cancellationToken);
        }
    }

    public bool Renew(OssCredentials refused)
    {
        lock (_gate)
        {
            if (_current is null || _current.AccessKeyId != refused.AccessKeyId || _current.SecurityToken != refused.SecurityToken)
                return true; // Others have come, or are being asked for.
            if (time.GetElapsedTime(_fetchedAt) < RenewalMin)
                return false;
            _lifetime = TimeSpan.Zero;
            _isRefused = true;
            return true;
        }
    }

    /// <summary>
    /// A task for one caller: of several methods that await one task, the runtime hands all but one to the thread pool, which delivery must not
    /// need. Other callers are code of the application, which may block: they continue on the pool.
    /// </summary>
    private static Task<Outcome> ForCallerAsync(Task<Outcome> fetch) => fetch.ContinueWith(
        static fetch => fetch.GetAwaiter().GetResult(),
        CancellationToken.None,
        DeliveryContext.IsCurrent ? TaskContinuationOptions.ExecuteSynchronously : TaskContinuationOptions.None,
        TaskScheduler.Default);

    private async ValueTask<OssCredentials> AwaitAsync(Task<Outcome> fetch, CancellationToken cancellationToken)
    {
        var ended = fetch.WaitAsync(cancellationToken);
        var outcome = await (DeliveryContext.IsCurrent ? WorkThread.ReturnHereAsync(ended) : ended).ConfigureAwait(false);
        if (outcome.Credentials is { } credentials)
            return credentials;
        lock (_gate)
            throw Told(outcome.Failure!); // One of the two is there.
    }

    /// <summary>An exception of its own for each caller.</summary>
    private CredentialsUnavailableException Told(CredentialsUnavailableException failure)
    {
        if (_current is not { } former)
            return failure.At(source.Name);

        var end = _isRefused ? "were refused by the store" : string.Create(CultureInfo.InvariantCulture, $"expired at {former.ExpiresAt:u}");
        return new CredentialsUnavailableException($"{source.Name}: the credentials {end} and cannot be renewed: {failure.Message}", failure)
        {
            // They were ours; nobody else's take their place.
            LetsNextAnswer = false,
            IsUnreachable = failure.IsUnreachable,
        };
    }

    /// <summary>On a thread without the caller's ambient state: the source sees neither its activity nor its scopes.</summary>
    private Task<Outcome> BeginFetch()
    {
        var thread = new WorkThread("LogAppendSink credentials refresh", WorkThread.ShortIdle);
        var fetched = new TaskCompletionSource<Outcome>();
        thread.Post(() => _ = FetchAsync(thread, fetched));
        return fetched.Task;
    }

    private async Task FetchAsync(WorkThread thread, TaskCompletionSource<Outcome> fetched)
    {
        var outcome = await FetchAsync().ConfigureAwait(false);

        // Callers continue on a thread that only this fetch has: they may be code of the application.
        thread.Post(() => fetched.SetResult(outcome));
    }

    private async Task<Outcome> FetchAsync()
    {
        OssCredentials? fetched = null;
        CredentialsUnavailableException? failure = null;
        using var limit = new CancellationTokenSource(FetchTimeLimit, time);
        try
        {
            // Abandoned when its time is over, since an application's callback may block or ignore the token.
            fetched = (await WorkThread.ReturnHereAsync(_calls.RunAsync(source.FetchAsync, limit.Token)).ConfigureAwait(false)).From(source.Name);
            if (fetched.ExpiresAt is { } expiry && expiry <= time.GetUtcNow())
                (fetched, failure) = (null, new CredentialsUnavailableException(string.Create(CultureInfo.InvariantCulture, $"what it gives expired at {expiry:u}")));
        }
        catch (CredentialsUnavailableException exception)
        {
            failure = exception;
        }
        catch (ForeignCallRefusedException exception)
        {
            failure = new CredentialsUnavailableException(exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            failure = new CredentialsUnavailableException($"no response within {FetchTimeLimit.TotalSeconds} s", exception);
        }
#pragma warning disable CA1031 // A source may be the application's callback, which may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // The type alone: its words may hold what it handles, and whoever logs an exception logs those within it.
            failure = new CredentialsUnavailableException($"it failed ({exception.GetType().Name})");
        }

        lock (_gate)
        {
            _fetch = null;
            if (fetched is not null)
                Keep(fetched);
            else
                Note(failure!); // One of the two is there.
        }

        return new Outcome(fetched, failure);
    }

    private void Keep(OssCredentials fetched)
    {
        _current = fetched;
        _isRefused = false;
        _failure = null;
        _backoff.Reset();
        _fetchedAt = time.GetTimestamp();
        _lifetime = fetched.ExpiresAt is { } expiry ? expiry - time.GetUtcNow() : TimeSpan.MaxValue;
        _refreshAfter = fetched.ExpiresAt is null ? EndlessRecheck : _lifetime - TimeSpan.FromTicks(Math.Min(_lifetime.Ticks / 5, RefreshWindowMax.Ticks));
    }

    private void Note(CredentialsUnavailableException failure)
    {
        _pause = _backoff.Next();
        _failure = failure;
        _failedAt = time.GetTimestamp();
    }

    // Not a faulted task: nobody may be waiting to observe it.
    private sealed record Outcome(OssCredentials? Credentials, CredentialsUnavailableException? Failure);
}
