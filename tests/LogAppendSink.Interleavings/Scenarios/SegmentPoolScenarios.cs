using LogAppendSink.Interleavings.World;
using LogAppendSink.Spool;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>Segments that are taken, returned and made ahead of need, while the pool is disposed and its directory let go of.</summary>
internal static class SegmentPoolScenarios
{
    private const int SegmentsMax = 3;

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Segment pool: a call, disposal", () => Run(parts: [Take])),
        new("Segment pool: housework, disposal", () => Run(parts: [Prepare])),
        new("Segment pool: a return, disposal", () => Run(parts: [Return])),
        new("Segment pool: a call, a return, housework, disposal", () => Run(parts: [Take, Return, Prepare])),
        new("Segment pool: a call, a return, housework, disposal, at every access", () => Run(parts: [Take, Return, Prepare])) { SplitsMemoryAccess = true },
        new("Segment pool: a call for the last segment, housework", LastSegment) { OrdersMax = 50_000 },
    ];

    private static void Run(IReadOnlyList<Action<PoolRun>> parts)
    {
        var run = new PoolRun(SegmentsMax);
        run.Taken = run.Pool.TryTake();
        Scenario.Together([.. parts.Select(part => (Action)(() => part(run))), run.End]);

        Scenario.Check(run.Pool.TryTake() is null && run.Pool.TryTake(ignoresLimit: true) is null, "No segment is made after disposal.");
        Scenario.Check(run.Disk.Files.Count <= SegmentsMax, $"There are no more segments than allowed: {run.Disk.Files.Count}.");
    }

    private static void Take(PoolRun run) => run.Pool.TryTake(ignoresLimit: false);

    private static void Prepare(PoolRun run) => run.Pool.Prepare();

    private static void Return(PoolRun run) => run.Pool.Return(run.Taken!); // Taken before.

    /// <summary>The call gets the last segment that is allowed, whether it or the background thread makes it.</summary>
    private static void LastSegment()
    {
        var run = new PoolRun(segmentsMax: 1);
        SpoolSegment? taken = null;
        Scenario.Together(run.Pool.Prepare, () => taken = run.Pool.TryTake());

        Scenario.Check(taken is not null, "A call gets the last segment that is allowed.");
        Scenario.Check(run.Disk.Files.Count == 1, "There are no more segments than allowed.");
        run.End();
    }

    private sealed class PoolRun
    {
        internal PoolRun(int segmentsMax)
        {
            var settings = new SpoolSettings(SegmentBytes: 16 * 1024, segmentsMax, BufferDurability.Process, TimeSpan.FromSeconds(1), Bucket: "bucket");
            Pool = new SegmentPool(Disk, "/spool", settings, new Random(1), new SpoolNotices(), new StandingTime());
        }

        internal ControlledDisk Disk { get; } = new();

        internal SegmentPool Pool { get; }

        internal SpoolSegment? Taken { get; set; }

        /// <summary>As a spool ends: the pool first, and then the lock of its directory.</summary>
        internal void End()
        {
            Pool.Dispose();
            Disk.Leave();
        }
    }
}
