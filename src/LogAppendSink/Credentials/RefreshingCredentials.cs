using System.Globalization;
using LogAppendSink.Threading;

namespace LogAppendSink.Credentials;

/// <summary>
/// Caches the credentials of a source and refreshes them before they expire, in the background, one request at a time. A caller waits only
/// if there are no valid credentials. Thread-safe. The source is only called during a call of this provider.
/// </summary>
/// <remarks>
/// A refresh starts in the last fifth of the lifetime, at most 15 minutes before the expiry. If it fails, the old credentials stay in use
/// while they are valid, and the source is called again after a pause. Lifetimes use the monotonic clock, so that a change of the system
/// clock does not end them.
/// </remarks>
internal sealed class RefreshingCredentials(ICredentialSource source, TimeProvider time) : ICredentialsProvider, IRenewableCredentials
{
    /// <summary>The time limit of a source.</summary>
    internal static readonly TimeSpan FetchTimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>How often credentials without an expiry are refreshed, in case they were replaced.</summary>
    internal static readonly TimeSpan EndlessRecheck = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RefreshWindowMax = TimeSpan.FromMinutes(15);

    /// <summary>Credentials fetched this recently are not fetched again when the store refuses them: they would be the same.</summary>
    private static readonly TimeSpan RenewalMin = TimeSpan.FromSeconds(10);

    // The source may be the application's callback, and the caller may be delivery, which must not depend on the thread pool.
    private readonly ForeignCalls _calls = new("LogAppendSink credentials") { Continuations = TaskCreationOptions.None };
    private readonly object _gate = new();
    private Task<Outcome>? _fetch;

    // The last success: what, when (timestamp), and for how long.
    private OssCredentials? _current;
    private long _fetchedAt;
    private TimeSpan _lifetime;
    private TimeSpan _refreshAfter;
    private bool _isRefused;

    // The failures since then.
    private CredentialsUnavailableException? _failure;
    private long _failedAt;
    private readonly Backoff _backoff = new(source.FirstPause, source.LongestPause);
    private TimeSpan _pause;

    /// <summary>Whether the source is being called.</summary>
    internal bool IsFetching
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
                return ValueTask.FromException<OssCredentials>(Failed(_failure!)); // A pause follows a failure.

            _fetch ??= BeginFetch();
            return AwaitAsync(ForCallerAsync(_fetch), cancellationToken);
        }
    }

    public bool Renew(OssCredentials refused)
    {
        lock (_gate)
        {
            if (_current is null || _current.AccessKeyId != refused.AccessKeyId || _current.SecurityToken != refused.SecurityToken)
                return true; // There are newer credentials, or they are being fetched.
            if (time.GetElapsedTime(_fetchedAt) < RenewalMin)
                return false;
            _lifetime = TimeSpan.Zero;
            _isRefused = true;
            return true;
        }
    }

    /// <summary>
    /// Returns a separate task for one caller. If several methods await one task, the runtime resumes all but one on the thread pool, which
    /// delivery must not need. Other callers are application code, which may block: they resume on the pool.
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
            throw Failed(outcome.Failure!); // Without credentials there is a failure.
    }

    /// <summary>Creates an exception for one caller.</summary>
    private CredentialsUnavailableException Failed(CredentialsUnavailableException failure)
    {
        if (_current is not { } previous)
            return failure.At(source.Name);

        var end = _isRefused
            ? "were refused by the store"
            : string.Create(CultureInfo.InvariantCulture, $"expired at {previous.ExpiresAt:u}");
        return new CredentialsUnavailableException(
            $"{source.Name}: the credentials {end} and cannot be renewed: {failure.Message}", failure)
        {
            // These credentials came from this source, so no other identity may take its place.
            LetsNextAnswer = false,
            IsUnreachable = failure.IsUnreachable,
        };
    }

    /// <summary>Starts on a thread without the caller's ambient state: the source sees neither its activity nor its scopes.</summary>
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

        // Callers resume on a thread of this fetch alone: they may be application code.
        thread.Post(() => fetched.SetResult(outcome));
    }

    private async Task<Outcome> FetchAsync()
    {
        OssCredentials? fetched = null;
        CredentialsUnavailableException? failure = null;
        using var limit = new CancellationTokenSource(FetchTimeLimit, time);
        try
        {
            // Abandoned after the time limit, since a callback may block or ignore the token.
            var result = await WorkThread.ReturnHereAsync(_calls.RunAsync(source.FetchAsync, limit.Token)).ConfigureAwait(false);
            fetched = result.From(source.Name);
            if (fetched.ExpiresAt is { } expiry && expiry <= time.GetUtcNow())
            {
                var message = string.Create(CultureInfo.InvariantCulture, $"the credentials it returned expired at {expiry:u}");
                (fetched, failure) = (null, new CredentialsUnavailableException(message));
            }
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
            // Report the type only: the message and inner exceptions may contain secrets, and loggers print both.
            failure = new CredentialsUnavailableException($"it failed ({exception.GetType().Name})");
        }

        lock (_gate)
        {
            _fetch = null;
            if (fetched is not null)
                Keep(fetched);
            else
                Note(failure!); // Without credentials there is a failure.
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
        _refreshAfter = fetched.ExpiresAt is null
            ? EndlessRecheck
            : _lifetime - TimeSpan.FromTicks(Math.Min(_lifetime.Ticks / 5, RefreshWindowMax.Ticks));
    }

    private void Note(CredentialsUnavailableException failure)
    {
        _pause = _backoff.Next();
        _failure = failure;
        _failedAt = time.GetTimestamp();
    }

    // A result instead of a faulted task: there may be no caller to observe it.
    private sealed record Outcome(OssCredentials? Credentials, CredentialsUnavailableException? Failure);
}
