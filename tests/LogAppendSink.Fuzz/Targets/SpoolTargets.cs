using LogAppendSink.Appending;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.Tests.Spool;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>What a disk may give back.</summary>
internal static class SpoolTargets
{
    private const int SegmentShareBytes = 64 * 1024;

    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("checkpoint", [Page(withIntent: true), Page(withIntent: false)], [[0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]], ReadCheckpoint),
        new("spool-segment", [FilesOfASpool().Segment], [[0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80], [0, 0, 0, 0]], bytes => Recover(segment: bytes, checkpoint: null)) { TestRuns = 60 },
        new("spool-checkpoint", [FilesOfASpool().Checkpoint], [[0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0]], bytes => Recover(segment: null, checkpoint: bytes)) { TestRuns = 60 },
    ];

    private static byte[] Page(bool withIntent)
    {
        var slot = new byte[CheckpointFormat.SlotBytes];
        var name = new ObjectName("logs/app.clef", new RollPeriod(SpoolScenario.Noon.Date, SpoolScenario.Noon.Date.AddDays(1)), 3);
        var intent = new AppendIntent(name, new ObjectEnd(100, ContentChecksum.Of(0xB4)), new ObjectEnd(200, ContentChecksum.Of(0xAF7)), 0xC4C);
        CheckpointFormat.Write(slot, new Checkpoint(7, 12, 3_000, "acme-logs", withIntent ? intent : null));
        return slot[..CheckpointFormat.PageBytes];
    }

    private static void ReadCheckpoint(byte[] bytes)
    {
        try
        {
            _ = CheckpointFormat.TryRead(bytes, "checkpoint");
        }
        catch (SpoolFormatException)
        {
            // As documented: of a later version.
        }
    }

    private static (byte[] Segment, byte[] Checkpoint) FilesOfASpool()
    {
        using var scenario = new SpoolScenario();
        WriteSome(scenario);
        return (File.ReadAllBytes(scenario.SegmentPaths[0])[..SegmentShareBytes], File.ReadAllBytes(scenario.CheckpointPath));
    }

    private static void WriteSome(SpoolScenario scenario)
    {
        var spool = scenario.Open();
        for (var number = 0; number < 20; number++)
            SpoolScenario.Write(spool, $"event {number}\n");
        scenario.Die(spool);
    }

    /// <summary>A directory with damaged files opens, or is refused with the reason, and gives what it has.</summary>
    private static void Recover(byte[]? segment, byte[]? checkpoint)
    {
        using var scenario = new SpoolScenario();
        WriteSome(scenario);
        if (segment is not null)
            Overwrite(scenario.SegmentPaths[0], segment);
        if (checkpoint is not null)
            File.WriteAllBytes(scenario.CheckpointPath, checkpoint);

        if (scenario.TryOpen(out _) is not { } spool)
            return;

        _ = SpoolScenario.Drain(spool);
        if (!SpoolScenario.Write(spool, "after\n"))
            throw new InvalidOperationException("A spool that was opened takes no event.");
        if (!SpoolScenario.Drain(spool).EndsWith("after\n", StringComparison.Ordinal))
            throw new InvalidOperationException("An event written after the damage does not come back.");
    }

    /// <summary>The head of a segment; its length stays, as that of a file that was damaged.</summary>
    private static void Overwrite(string path, byte[] head)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, head.AsSpan(0, (int)Math.Min(head.Length, RandomAccess.GetLength(file))), fileOffset: 0);
    }
}
