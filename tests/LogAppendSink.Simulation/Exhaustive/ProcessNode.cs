namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>One state of a process, in which each of its writers waits for a reply.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">How it began.</param>
/// <param name="History">The replies that lead here from there.</param>
/// <param name="BoundaryIndex">How many of them came before the oldest step in progress.</param>
/// <param name="Writers">Its writers.</param>
internal sealed record ProcessNode(int Id, ProcessStart Start, Input[] History, int BoundaryIndex, WriterView[] Writers)
{
    internal Dictionary<Input, ProcessNode> Next { get; } = [];
}
