namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A reply to one writer of a process.</summary>
/// <param name="Writer">The writer, by its number in the process.</param>
/// <param name="Reply">The reply.</param>
internal readonly record struct Input(int Writer, Reply Reply);
