using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// Copies the append that cannot be settled, and its records, into a spool of its own, so that those behind it need not wait. It is delivered as
/// what a process has left: by the same requests to the same position.
/// </summary>
/// <remarks>
/// The intent is noted before the first record, and the original lets go of both only when the copy is whole. So whatever dies in between, the
/// next start finds two spools with one intent, and discards the copy.
/// </remarks>
internal static class SetAsideSpool
{
    /// <summary>Directories of copies; no process takes one as its own.</summary>
    internal const string Prefix = SpoolDirectory.Prefix + "aside-";

    /// <summary>Whether two spools have the same append, by all but its records' numbers, which each spool gives by itself.</summary>
    internal static bool IsSame(AppendIntent a, AppendIntent b) =>
        a.Name.Key == b.Name.Key && a.Before == b.Before && a.After == b.After && a.BodyCrc64 == b.BodyCrc64;

    /// <summary>Writes the copy.</summary>
    /// <param name="copy">An empty spool.</param>
    /// <param name="intent">The append.</param>
    /// <param name="records">Its records, and those of longer requests to that position.</param>
    /// <returns>Whether it is whole.</returns>
    internal static bool TryWrite(SpoolBuffer copy, AppendIntent intent, IReadOnlyList<SpoolBuffer.Copied> records)
    {
        var first = copy.NextSequence;
        copy.Note(Renumbered(intent, number => first + records.Count(record => record.Sequence < number)));
        return records.All(record => copy.TryWriteOwn(record.Bytes, RecordLevel.Error, record.AcceptedAt));
    }

    private static AppendIntent Renumbered(AppendIntent intent, Func<long, long> renumber) => intent with
    {
        Records = new RecordRange(renumber(intent.Records.First), renumber(intent.Records.Next)),
        Unconfirmed = intent.Unconfirmed is { } unconfirmed ? Renumbered(unconfirmed, renumber) : null,
        Former = intent.Former is { } former ? Renumbered(former, renumber) : null,
    };
}
