using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// How one delivery loop waits, so that undeliverable events block others for a limited time. A loop passes its turn while it waits. The
/// loop of an orphaned spool keeps its turn, because older events go first, but yields after <see cref="TimeLimit"/> of failures.
/// </summary>
/// <remarks>Owned by the delivery task. <see cref="HasYielded"/> is thread-safe.</remarks>
internal sealed class DeliveryPatience(
    IRecordBuffer buffer, DeliveryPace pace, DeliveryTurn turn, DeliveryReporter reporter, TimeProvider time)
{
    /// <summary>
    /// The time for which delivery of an earlier run's events may fail before later ones go first. It exceeds a restart of the store or its
    /// gateway.
    /// </summary>
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private long? _failingSince;
    private volatile bool _hasYielded;

    /// <summary>Whether the loop delivers an orphaned spool. At shutdown, such a loop ends when it fails.</summary>
    internal bool IsOrphan { private get; init; }

    /// <summary>Whether other loops go first whenever this one waits.</summary>
    internal bool HasYielded
    {
        get => _hasYielded;
        init => _hasYielded = value;
    }

    /// <summary>Whether another loop waits for its turn.</summary>
    internal bool IsTurnWanted => turn.IsWanted;

    /// <summary>Resets the backoff and the time of failures, after a success.</summary>
    internal void Succeeded()
    {
        pace.Reset();
        _failingSince = null;
    }

    /// <summary>The failed events were set aside. Reports them, unless the loop has yielded and so has already reported them.</summary>
    internal void SetAside(long events, StoreError refusal)
    {
        if (!HasYielded)
            reporter.GaveWay(events, refusal);
        _failingSince = null;
    }

    /// <summary>Counts and reports a failed attempt.</summary>
    internal void Failed(StoreError error)
    {
        if (HasYielded)
            reporter.FailedAside(error);
        else
            reporter.Failed(error);
    }

    /// <summary>
    /// Ends the loop of an orphan after a failed attempt during shutdown. Its events stay on disk for the next start, and the time
    /// remains for the other loops.
    /// </summary>
    /// <exception cref="OperationCanceledException">Shutdown has begun.</exception>
    internal void LeaveAtShutdown()
    {
        if (IsOrphan && pace.IsDraining)
            throw new OperationCanceledException("Shutdown leaves undeliverable events on disk.");
    }

    /// <summary>Pauses after a failed attempt. The loop of an orphan yields if it has failed for <see cref="TimeLimit"/>.</summary>
    /// <param name="error">The store's error; null if it is not the cause.</param>
    /// <param name="unreadable">The reason why the buffer cannot be read; null if that is not the cause.</param>
    /// <param name="abort">Ends the pause.</param>
    internal Task PauseAsync(StoreError? error, BufferUnreadableException? unreadable, CancellationToken abort)
    {
        var pause = pace.PauseAsync(error, abort);
        LeaveAtShutdown(); // Shutdown ends a pause that began before it, but not one that begins after it.
        _failingSince ??= time.GetTimestamp();
        if (IsOrphan && !HasYielded && time.GetElapsedTime(_failingSince.Value) >= TimeLimit)
        {
            _hasYielded = true;
            reporter.GaveWay(buffer.Account.Pending, error, unreadable);
        }

        return WaitAsync(pause);
    }

    /// <summary>Waits, while another loop may work unless this one goes first.</summary>
    internal Task WaitAsync(Task wait) => IsOrphan && !HasYielded ? wait : PassTurnAsync(wait);

    /// <summary>Waits, while another loop may work.</summary>
    internal async Task PassTurnAsync(Task wait)
    {
        turn.Pass();
        try
        {
            await wait.ConfigureAwait(false);
        }
        finally
        {
            await turn.TakeAsync().ConfigureAwait(false);
        }
    }
}
