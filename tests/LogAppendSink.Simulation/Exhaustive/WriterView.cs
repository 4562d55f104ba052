using LogAppendSink.Appending;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The externally visible state of a writer.</summary>
/// <param name="Start">What it began with.</param>
/// <param name="Pending">The request it waits for; null when it has finished.</param>
/// <param name="IsFree">Whether the turn that it waits for has come.</param>
/// <param name="SettledThrough">The first batch that is neither stored nor dropped.</param>
/// <param name="Dropped">The batches that were dropped, by their bits.</param>
/// <param name="Noted">The intent that its spool has on disk.</param>
/// <param name="Broken">A rule that the writer itself found broken; null if no rule is broken.</param>
internal sealed record WriterView(WriterStart Start, Request? Pending, bool IsFree, int SettledThrough, int Dropped, AppendIntent? Noted, string? Broken)
{
    /// <summary>The start of the writer that follows it.</summary>
    internal WriterStart Successor(Bounds bounds) => new(Start.Writer, bounds.IsCeph ? Start.Life + 1 : 0, SettledThrough, Dropped, Noted);
}
