using System.Diagnostics;

namespace LogAppendSink.Benchmarks;

/// <summary>One run, from the first logging call until everything is stored.</summary>
internal sealed record Measurement(TimeSpan Total, TimeSpan Callers, TimeSpan Cpu, long AllocatedBytes, int Gen0, int Gen1, int Gen2)
{
    /// <summary>How many events stand at the target.</summary>
    internal int Arrived { get; init; }

    internal static Running Start() => new();

    /// <summary>A run that is under way; all figures are differences to its start.</summary>
    internal sealed class Running
    {
        private readonly long _startedAt = Stopwatch.GetTimestamp();
        private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
        private readonly long _allocatedBytes = GC.GetTotalAllocatedBytes(precise: true);
        private readonly int _gen0 = GC.CollectionCount(0);
        private readonly int _gen1 = GC.CollectionCount(1);
        private readonly int _gen2 = GC.CollectionCount(2);

        internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

        internal Measurement Stop(TimeSpan callers) => new(
            Elapsed,
            callers,
            Environment.CpuUsage.TotalTime - _cpu,
            GC.GetTotalAllocatedBytes(precise: true) - _allocatedBytes,
            GC.CollectionCount(0) - _gen0,
            GC.CollectionCount(1) - _gen1,
            GC.CollectionCount(2) - _gen2);
    }
}
