using System.Buffers;
using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.Interleavings.World;
using LogAppendSink.Spool;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>Logging calls, delivery, housework and shutdown at a spool, whose disk is seen by all of them.</summary>
internal static class SpoolScenarios
{
    private const int RecordBytes = 1000;
    private const int Prefilled = 2;

    private static readonly BatchLimits Limits = new(4 * RecordBytes, ObjectRollingInterval.Infinite);

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Spool: two calls, delivery, disposal", () => Run(QueueFullMode.DropWrite, BufferDurability.Interval)),
        new("Spool that flushes each event: two calls, delivery, disposal", () => Run(QueueFullMode.DropWrite, BufferDurability.EveryEvent)),
        new("Spool that waits for room: two calls, delivery, disposal", () => Run(QueueFullMode.Wait, BufferDurability.Process)),
    ];

    private static void Run(QueueFullMode fullMode, BufferDurability durability)
    {
        var disk = new ControlledDisk();
        var options = new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:1",
            Region = "cn-hangzhou",
            Bucket = "controlled",
            BufferPath = "/spool",
            EventBodyLimitBytes = 1024,
            BatchSizeLimitBytes = 4 * 1024,
            BufferSizeLimitBytes = SpoolSettings.SizeLimitBytesMin(1024),
            QueueFullMode = fullMode,
            BufferDurability = durability,
        };
        var edges = new PipelineEdges(new StandingTime(), new Random(1), _ => throw new NotSupportedException("There is no store.")) { Files = disk };
        var spool = new SpoolOpener(options, edges).TryOpen(out _)!; // A disk in memory refuses nothing.
        var log = new WriterLog(spool.Buffer);
        var delivered = new List<string>();

        // Almost full, so that calls and delivery need segments at the same time.
        for (var number = 0; number < Prefilled; number++)
            log.Write($"z{number}", RecordBytes);
        Scenario.Together(
            () => { log.Write("a1", RecordBytes); log.Write("a2", RecordBytes); },
            () => log.Write("b1", RecordBytes),
            () => DeliverAll(spool.Buffer, delivered),
            () =>
            {
                spool.Buffer.Close(DropReason.Closed);
                spool.Buffer.Leave(DropReason.Shutdown);
                spool.Dispose();
            });

        var account = spool.Buffer.Account;
        Scenario.Check(account.Accepted == account.Stored + account.Dropped + account.Pending, "accepted = stored + dropped + pending.");
        Scenario.Check(log.Kept.Count == account.Stored + account.Pending, "What was kept is stored, or pending for the next start.");
        WriterLog.CheckOrder(delivered);
        Scenario.Check(account.Stored <= delivered.Count, "What is stored was delivered.");
        Scenario.Check(!log.Write("late", RecordBytes), "What comes after disposal is dropped.");
    }

    private static void DeliverAll(SpoolBuffer buffer, List<string> delivered)
    {
        try
        {
            while (TryDeliver(buffer, delivered))
            {
                // Runs until the spool is empty or closed.
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal has come in between.
        }
    }

    private static bool TryDeliver(SpoolBuffer buffer, List<string> delivered)
    {
        if (buffer.TakeBatch(Limits) is not { } batch)
            return false;
        delivered.AddRange(Encoding.UTF8.GetString(batch.Bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(record => record.TrimEnd()));
        buffer.Acknowledge(batch);
        return true;
    }
}
