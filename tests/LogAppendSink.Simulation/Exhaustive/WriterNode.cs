using LogAppendSink.Appending;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>One state of a writer, in which it waits for a reply.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">How its process began.</param>
/// <param name="History">The replies that lead here from there.</param>
/// <param name="BoundaryIndex">How many of them came before the step in progress.</param>
internal sealed record WriterNode(int Id, WriterStart Start, Reply[] History, int BoundaryIndex)
{
    internal Request? Pending { get; init; }

    internal int SettledThrough { get; init; }

    /// <summary>The batches that were dropped, by their bits.</summary>
    internal int Dropped { get; init; }

    internal AppendIntent? Noted { get; init; }

    internal string? Broken { get; init; }

    internal Dictionary<Reply, WriterNode> Next { get; } = [];
}
