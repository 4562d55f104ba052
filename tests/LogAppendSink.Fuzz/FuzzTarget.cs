namespace LogAppendSink.Fuzz;

/// <summary>A parser of bytes that others wrote.</summary>
/// <param name="Name">What it is asked for by.</param>
/// <param name="Corpus">Valid inputs, which are changed at random.</param>
/// <param name="Words">Pieces that mean something to it.</param>
/// <param name="Run">Parses, and uses what came out; what it throws is a fault, so it catches what is documented.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, IReadOnlyList<byte[]> Words, Action<byte[]> Run)
{
    /// <summary>How much one run may allocate, in bytes: some inputs may rightly become far larger than they are.</summary>
    internal long AllocationLimitBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many inputs the ordinary tests try.</summary>
    internal int TestRuns { get; init; } = 1_000;
}
