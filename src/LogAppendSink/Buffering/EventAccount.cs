namespace LogAppendSink.Buffering;

/// <summary>
/// The closed account: accepted = stored + dropped + pending, at every moment. A buffer owns one and changes it under the
/// lock that guards its records, so that no event is ever between two columns.
/// </summary>
internal sealed class EventAccount
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];

    internal long Accepted { get; private set; }

    internal long Stored { get; private set; }

    internal long Pending { get; private set; }

    /// <summary>Beside the account: never accepted, as there was nothing that could be stored.</summary>
    internal long Refused { get; private set; }

    internal void AcceptPending()
    {
        Accepted++;
        Pending++;
    }

    /// <summary>What an earlier run has accepted and this one delivers.</summary>
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

    /// <summary>Pending ones are another account's from now on.</summary>
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
        Invariant.Holds(snapshot.Accepted == snapshot.Stored + snapshot.Dropped + snapshot.Pending, "Every accepted event is stored, dropped or pending.");
        return snapshot;
    }
}
