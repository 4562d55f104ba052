using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LogAppendSink.Simulation;

/// <summary>How much time the runs of a suite have simulated, and how much time of a processor that took. Thread-safe.</summary>
internal sealed class SimulatedTime
{
    private const int LinuxThreadCpuClock = 3; // CLOCK_THREAD_CPUTIME_ID

    private long _simulatedTicks;
    private long _cpuTicks;

    /// <summary>
    /// The time that a processor has spent on this thread: a run stays on one. It never waits, so elapsed time stands for it where the system has
    /// no such clock; other processes count in then.
    /// </summary>
    internal static TimeSpan Cpu =>
        OperatingSystem.IsLinux() && GetTime(LinuxThreadCpuClock, out var time) == 0
            ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
            : Stopwatch.GetElapsedTime(0);

    /// <summary>Counts one run.</summary>
    /// <param name="simulated">How much time it has simulated.</param>
    /// <param name="startedAt">What <see cref="Cpu"/> was before it.</param>
    internal void Add(TimeSpan simulated, TimeSpan startedAt)
    {
        Interlocked.Add(ref _simulatedTicks, simulated.Ticks);
        Interlocked.Add(ref _cpuTicks, (Cpu - startedAt).Ticks);
    }

    public override string ToString()
    {
        var simulated = TimeSpan.FromTicks(Interlocked.Read(ref _simulatedTicks));
        var cpu = TimeSpan.FromTicks(Interlocked.Read(ref _cpuTicks));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{simulated.TotalHours:N0} simulated hours in {cpu.TotalSeconds:N1} CPU seconds: {simulated.TotalHours / Math.Max(cpu.TotalHours, 1e-9):N0} simulated hours per CPU hour.");
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        internal readonly nint Seconds;
        internal readonly nint Nanoseconds;
    }
}
