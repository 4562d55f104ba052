using System.Diagnostics;
using System.Globalization;

namespace LogAppendSink.Benchmarks;

/// <summary>One run, from the first logging call until everything is stored, in a process of its own.</summary>
internal sealed record Measurement
{
    /// <summary>Until everything is stored.</summary>
    public double Seconds { get; init; }

    /// <summary>Until the last logging call has returned.</summary>
    public double CallerSeconds { get; init; }

    public double CpuSeconds { get; init; }

    public long AllocatedBytes { get; init; }

    public int Gen0 { get; init; }

    public int Gen1 { get; init; }

    public int Gen2 { get; init; }

    public double GcPauseMilliseconds { get; init; }

    /// <summary>The most memory of the process above what it had when it began, before the first logger was made.</summary>
    public long PeakBytes { get; init; }

    /// <summary>The most memory of the process above what the same process takes at rest: warmed up, its logger open, nothing logged.</summary>
    public long AboveRestBytes { get; init; }

    /// <summary>How many events the target holds; -1 if there is no target.</summary>
    public long Arrived { get; init; }

    /// <summary>The length of the object that holds them, in bytes; 0 if there is no object.</summary>
    public long StoredBytes { get; init; }

    internal static long ResidentBytes => Running.StatusBytes("VmRSS:");

    /// <param name="idleBytes">What the process took when it began.</param>
    internal static Running Start(long idleBytes) => new(idleBytes);

    /// <summary>A run that is under way; all figures are differences to its start.</summary>
    internal sealed class Running
    {
        private readonly long _idleBytes;
        private readonly long _restBytes = ResidentBytes;
        private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
        private readonly TimeSpan _pause = GC.GetTotalPauseDuration();
        private readonly long _allocatedBytes = GC.GetTotalAllocatedBytes(precise: true);
        private readonly int _gen0 = GC.CollectionCount(0);
        private readonly int _gen1 = GC.CollectionCount(1);
        private readonly int _gen2 = GC.CollectionCount(2);
        private readonly long _startedAt;

        internal Running(long idleBytes)
        {
            // Forgets the peak so far (proc(5)).
            if (OperatingSystem.IsLinux())
                File.WriteAllText("/proc/self/clear_refs", "5");
            _idleBytes = idleBytes;
            _startedAt = Stopwatch.GetTimestamp();
        }

        internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

        internal Measurement Stop(TimeSpan callers) => new()
        {
            Seconds = Elapsed.TotalSeconds,
            CallerSeconds = callers.TotalSeconds,
            CpuSeconds = (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds,
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - _allocatedBytes,
            Gen0 = GC.CollectionCount(0) - _gen0,
            Gen1 = GC.CollectionCount(1) - _gen1,
            Gen2 = GC.CollectionCount(2) - _gen2,
            GcPauseMilliseconds = (GC.GetTotalPauseDuration() - _pause).TotalMilliseconds,
            PeakBytes = StatusBytes("VmHWM:") - _idleBytes,
            AboveRestBytes = StatusBytes("VmHWM:") - _restBytes,
        };

        internal static long StatusBytes(string field)
        {
            if (!OperatingSystem.IsLinux())
                return 0;
            var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
        }
    }
}
