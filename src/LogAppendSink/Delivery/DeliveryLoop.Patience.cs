using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Limits how long undeliverable events block others. Events of an earlier run go first, but after <see cref="Patience"/> of failures later events
/// no longer wait for them.
/// </summary>
internal sealed partial class DeliveryLoop
{
    /// <summary>
    /// The time for which delivery of an earlier run's events may fail before later ones go first. It exceeds a restart of the store or its gateway.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long? _failingSince;
    private volatile bool _hasYielded;

    /// <summary>The turn that this loop needs to work, and holds when it is started; null if it is the only loop.</summary>
    internal DeliveryTurn? Turn { get; init; }

    /// <summary>Whether this loop delivers an orphaned spool. Then it yields to others when it fails for long, and ends when shutdown finds it failing.</summary>
    internal bool IsOrphan { get; init; }

    /// <summary>Whether other loops go first whenever this one waits. Thread-safe.</summary>
    internal bool HasYielded
    {
        get => _hasYielded;
        init => _hasYielded = value;
    }

    /// <summary>
    /// Sets the append of an earlier run aside, so that later events need not wait for it. Returns the number of its events, or null if the disk
    /// fails. This property is null if the append already has a separate spool.
    /// </summary>
    internal Func<long?>? SetAside { get; init; }

    /// <summary>Other work of the pipeline, called periodically while this loop works.</summary>
    internal Action? Housekeeping { get; init; }

    /// <summary>Counts and reports a failed attempt.</summary>
    private void Failed(StoreError error)
    {
        if (HasYielded)
            reporter.FailedAside(error);
        else
            reporter.Failed(error);
    }

    /// <summary>
    /// Called after a failed attempt: during shutdown, an orphan stays on disk for the next start and leaves the time to the others.
    /// </summary>
    /// <exception cref="OperationCanceledException">Shutdown has begun.</exception>
    private void LeaveAtShutdown()
    {
        if (IsOrphan && pace.IsDraining)
            throw new OperationCanceledException("Shutdown leaves undeliverable events on disk.");
    }

    /// <summary>Pauses after a failed attempt. An orphan yields to later events when it has failed for <see cref="Patience"/>.</summary>
    /// <param name="error">The store's error; null if it is not the cause.</param>
    /// <param name="unreadable">The reason why the buffer cannot be read; null if that is not the cause.</param>
    /// <param name="abort">Ends the pause.</param>
    private Task PauseAsync(StoreError? error, BufferUnreadableException? unreadable, CancellationToken abort)
    {
        var pause = pace.PauseAsync(error, abort);
        LeaveAtShutdown(); // Shutdown ends a pause that began before it, but not one that begins after it.
        _failingSince ??= time.GetTimestamp();
        if (IsOrphan && !HasYielded && time.GetElapsedTime(_failingSince.Value) >= Patience)
        {
            _hasYielded = true;
            reporter.GaveWay(buffer.Account.Pending, error, unreadable);
        }

        return OutOfTurnAsync(pause);
    }

    /// <summary>Waits, while another loop may work.</summary>
    private Task OutOfTurnAsync(Task wait) => IsOrphan && !HasYielded ? wait : PassTurnAsync(wait);

    /// <summary>Waits, while another loop may work even if this one goes first.</summary>
    private async Task PassTurnAsync(Task wait)
    {
        if (Turn is null)
        {
            await wait.ConfigureAwait(false);
            return;
        }

        Turn.Pass();
        try
        {
            await wait.ConfigureAwait(false);
        }
        finally
        {
            await Turn.TakeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Drops the append of an earlier run and keeps its bytes in quarantine, because it may or may not be stored.</summary>
    /// <returns>Whether it is dropped; the disk may fail for now.</returns>
    private bool TryDropInherited()
    {
        try
        {
            var first = buffer.Unsettled!.FirstRecord; // It is being settled.
            if (buffer.DropUnsettled() is { } dropped)
                flushes.DroppedThrough(first, dropped.Next);
        }
        catch (BufferUnreadableException)
        {
            return false;
        }

        reporter.Report(news());
        reporter.ReportDrops(account(), hasDelivered: false);
        writer.Abandon();
        return true;
    }

    /// <summary>Sets the append of an earlier run aside. The store refuses only its object, so later events need not wait.</summary>
    /// <returns>Whether it is set aside.</returns>
    private bool TrySetAside(StoreError refusal)
    {
        if (SetAside?.Invoke() is not { } events)
            return false;

        // An orphan that has yielded has already reported these events.
        if (!HasYielded)
            reporter.GaveWay(events, refusal);
        _failingSince = null;
        writer.Abandon();
        return true;
    }
}
