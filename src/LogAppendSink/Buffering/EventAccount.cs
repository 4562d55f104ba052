namespace LogAppendSink.Buffering;

/// <summary>
/// Counts the events of a buffer, so that accepted = stored + dropped + pending at every moment. Guarded by the buffer's lock.
/// </summary>
internal sealed class EventAccount
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    internal long Accepted { get; private set; }

    internal long Stored { get; private set; }

    internal long Pending { get; private set; }

    /// <summary>Events that were lost before they could be accepted. Not part of <see cref="Accepted"/>.</summary>
    internal long Refused { get; private set; }

    internal void AcceptPending()
    {
        Accepted++;
        Pending++;
    }

    /// <summary>Adds pending events that an earlier run accepted.</summary>
    internal void Restore(long count)
    {
        Accepted += count;
        Pending += count;
    }

    internal void AcceptDropped(DropReason reason)
    {
        Accepted++;
        _dropped[(int)reason]++;
    }

    /// <summary>Removes pending events that were moved to another buffer.</summary>
    internal void MoveOut(long count)
    {
        Accepted -= count;
        Pending -= count;
    }

    internal void Refuse() => Refused++;

    internal void Store(long count)
    {
        Pending -= count;
        Stored += count;
    }

    internal void Drop(long count, DropReason reason)
    {
        Pending -= count;
        _dropped[(int)reason] += count;
    }

    internal AccountSnapshot Snapshot(long pendingBytes)
    {
        var snapshot = new AccountSnapshot(Accepted, Stored, Pending, pendingBytes, (long[])_dropped.Clone(), Refused);
        Invariant.Holds(
            snapshot.Accepted == snapshot.Stored + snapshot.Dropped + snapshot.Pending,
            "Every accepted event is stored, dropped or pending.");
        return snapshot;
    }
}
