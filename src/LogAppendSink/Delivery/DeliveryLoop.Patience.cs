using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// How long what cannot be delivered may hold up what can. The events of an earlier run come first, but after some time of failures the others
/// no longer wait for them.
/// </summary>
internal sealed partial class DeliveryLoop
{
    /// <summary>
    /// How long delivery of an earlier run's events may fail before later ones go first. Longer than a restart of the store or its gateway takes.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private long? _failingSince;
    private volatile bool _hasGivenWay;

    /// <summary>The turn that it takes to work; null where no other loop shares it. It has the turn when it is run.</summary>
    internal DeliveryTurn? Turn { get; init; }

    /// <summary>Whether it delivers what a process has left: it gives way to others when it fails for long, and ends when shutdown finds it failing.</summary>
    internal bool IsOrphan { get; init; }

    /// <summary>Whether other loops go first whenever this one waits. May be asked from any thread.</summary>
    internal bool HasGivenWay
    {
        get => _hasGivenWay;
        init => _hasGivenWay = value;
    }

    /// <summary>
    /// Sets the append of an earlier run aside, so that later events need not wait for it. Returns how many events that are; null when the disk
    /// refuses. Null where what would be set aside has a spool of its own already.
    /// </summary>
    internal Func<long?>? SetAside { get; init; }

    /// <summary>Called now and then while it works: what else the pipeline has to see to.</summary>
    internal Action? Housekeeping { get; init; }

    /// <summary>Counts and reports a failed try.</summary>
    private void Failed(StoreError error)
    {
        if (HasGivenWay)
            teller.FailedAside(error);
        else
            teller.Failed(error);
    }

    /// <summary>
    /// After a try that did not help: what a process has left stays on disk for the next start. The time of a shutdown belongs to the others.
    /// </summary>
    /// <exception cref="OperationCanceledException">Shutdown has begun.</exception>
    private void LeaveAtShutdown()
    {
        if (IsOrphan && pace.IsDraining)
            throw new OperationCanceledException("Shutdown leaves what cannot be delivered on disk.");
    }

    /// <summary>Pauses after a try that did not help. An orphan gives way to later events when that has lasted for <see cref="Patience"/>.</summary>
    /// <param name="error">The store's error; null where it is not the cause.</param>
    /// <param name="unreadable">Why the buffer cannot be read; null where that is not the cause.</param>
    /// <param name="abort">Ends the pause.</param>
    private Task PauseAsync(StoreError? error, BufferUnreadableException? unreadable, CancellationToken abort)
    {
        var pause = pace.PauseAsync(error, abort);
        LeaveAtShutdown(); // Shutdown ends a pause that begins before it, but not one that begins after it.
        _failingSince ??= time.GetTimestamp();
        if (IsOrphan && !HasGivenWay && time.GetElapsedTime(_failingSince.Value) >= Patience)
        {
            _hasGivenWay = true;
            teller.GaveWay(buffer.Account.Pending, error, unreadable);
        }

        return OutOfTurnAsync(pause);
    }

    /// <summary>A wait, in which another loop may work.</summary>
    private Task OutOfTurnAsync(Task wait) => IsOrphan && !HasGivenWay ? wait : PassTurnAsync(wait);

    /// <summary>A wait, in which another loop may work also where this one goes first.</summary>
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

    /// <summary>Drops the append of an earlier run, whose bytes are kept: it may be stored, and may not.</summary>
    /// <returns>Whether it is dropped; the disk may refuse for now.</returns>
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

        teller.Tell(news());
        teller.TellDrops(account(), hasDelivered: false);
        writer.Abandon();
        return true;
    }

    /// <summary>Sets the append of an earlier run aside: the store refuses its object and no other, so later events would wait without need.</summary>
    /// <returns>Whether it is set aside.</returns>
    private bool TrySetAside(StoreError refusal)
    {
        if (SetAside?.Invoke() is not { } events)
            return false;

        // An orphan that has given way has reported these events, too.
        if (!HasGivenWay)
            teller.GaveWay(events, refusal);
        _failingSince = null;
        writer.Abandon();
        return true;
    }
}
