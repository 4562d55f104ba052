using LogAppendSink.Appending;

namespace LogAppendSink.Spool;

/// <summary>
/// Copies an append that cannot be settled, and its records, to a spool of its own, so that later records need not wait. The copy is
/// delivered like an orphaned spool: by the same requests to the same position.
/// </summary>
/// <remarks>
/// The intent is noted before the first record, and the original keeps both until the copy is complete. If the process dies in between, the
/// next start finds two spools with the same intent and discards the copy.
/// </remarks>
internal static class SetAsideSpool
{
    /// <summary>The prefix of the directories of copies. No process writes its own events to them.</summary>
    internal const string Prefix = SpoolDirectory.Prefix + "aside-";

    /// <summary>Whether two spools have the same append. The numbers of its records differ, because each spool numbers its own.</summary>
    internal static bool IsSame(AppendIntent a, AppendIntent b) =>
        a.Name.Key == b.Name.Key && a.Before == b.Before && a.After == b.After && a.BodyCrc64 == b.BodyCrc64;

    /// <summary>Writes the copy.</summary>
    /// <param name="copy">An empty spool.</param>
    /// <param name="intent">The append.</param>
    /// <param name="records">Its records, and those of longer requests to the same position.</param>
    /// <returns>Whether the copy is complete.</returns>
    internal static bool TryWrite(SpoolBuffer copy, AppendIntent intent, IReadOnlyList<CopiedRecord> records)
    {
        var first = copy.NextSequence;
        copy.Note(Renumbered(intent, number => first + records.Count(record => record.Sequence < number)));
        return records.All(record => copy.TryWriteOwn(record.Bytes, RecordLevel.Error, record.AcceptedAt));
    }

    private static AppendIntent Renumbered(AppendIntent intent, Func<long, long> renumber) => intent with
    {
        Records = new RecordRange(renumber(intent.Records.First), renumber(intent.Records.Next)),
        Unconfirmed = intent.Unconfirmed is { } unconfirmed ? Renumbered(unconfirmed, renumber) : null,
        Earlier = intent.Earlier is { } earlier ? Renumbered(earlier, renumber) : null,
    };
}
