using LogAppendSink.Appending;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What a process begins with: what its spool says.</summary>
/// <param name="Writer">Whose batches it delivers.</param>
/// <param name="Life">How many processes came before it; 0 where that makes no difference.</param>
/// <param name="SettledThrough">The first batch that is neither stored nor dropped.</param>
/// <param name="Dropped">The batches that were dropped, by their bits.</param>
/// <param name="Intent">The append that the process before left in doubt.</param>
internal sealed record WriterStart(int Writer, int Life, int SettledThrough, int Dropped, AppendIntent? Intent);
