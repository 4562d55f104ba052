namespace LogAppendSink.Interleavings;

/// <summary>Threads that meet at one part of the engine, and what must hold in whatever order they run.</summary>
/// <param name="Name">What is checked.</param>
/// <param name="Body">Runs the threads and checks; it throws if a rule is broken, and a thread that waits without end is found as a deadlock.</param>
internal sealed record Scenario(string Name, Action Body)
{
    /// <summary>Every order is run, and there are fewer than this many; null if orders are drawn.</summary>
    internal uint? OrdersMax { get; init; }

    /// <summary>Whether another thread may run between any two accesses of fields, and not only where threads meet.</summary>
    internal bool SplitsMemoryAccess { get; init; }

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        .. Scenarios.BufferScenarios.All,
        .. Scenarios.FlushScenarios.All,
        .. Scenarios.SegmentPoolScenarios.All,
        .. Scenarios.SpoolScenarios.All,
    ];

    public override string ToString() => Name;

    /// <summary>Runs each part on a thread of its own, the last one on this thread, until all have ended.</summary>
    internal static void Together(params Action[] parts)
    {
        var tasks = parts[..^1].Select(part => Task.Run(part)).ToArray();
        parts[^1]();
        Task.WaitAll(tasks);
    }

    internal static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new InterleavingViolationException(rule);
    }
}
