using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// The append that an earlier run left in doubt, and where the next batch is cut to repeat it. Owned by the delivery task.
/// </summary>
internal sealed class UnsettledAppend(AppendIntent? intent)
{
    /// <summary>The append, with an unconfirmed one before it, or null.</summary>
    internal AppendIntent? Intent { get; private set; } = intent;

    /// <summary>The record before which the next batch ends; null to apply the limits.</summary>
    internal long? CutAt { get; private set; }

    /// <summary>Whether the batch may not be smaller than that.</summary>
    internal bool IsCutExact { get; private set; }

    internal AppendIntent Required => Intent
        ?? throw new InvariantBrokenException("Broken rule: an append of an earlier run is unsettled.");

    /// <summary>Removes the older of two appends, or the only one.</summary>
    /// <returns>The records that are stored with it end before this number.</returns>
    internal long RemoveStored()
    {
        var oldest = Required.Unconfirmed ?? Required;
        Intent = Required.Unconfirmed is null ? null : Required with { Unconfirmed = null };
        return oldest.Records.Next;
    }

    /// <summary>Repeats the append, which is not stored.</summary>
    internal void Repeat()
    {
        // The limit may cut the next batch smaller, as long as its request can be distinguished from the earlier ones.
        var oldest = Required.Unconfirmed ?? Required;
        Intent = null;
        CutAt = oldest.Records.Next;
        IsCutExact = oldest.Contenders >= AppendWriter.ContendersMax;
    }

    /// <summary>Removes the append without an attempt to repeat it.</summary>
    internal void Remove() => Intent = null;

    /// <summary>Cuts the next batch at a record; null to apply the limits.</summary>
    internal void Cut(long? at) => (CutAt, IsCutExact) = (at, true);

    /// <summary>Applies the limits to the next batch.</summary>
    internal void EndCut() => CutAt = null;
}
