using System.Buffers;
using System.Text;
using LogAppendSink.Buffering;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>Logging calls, delivery and shutdown at one buffer.</summary>
internal static class BufferScenarios
{
    private const int LimitBytes = 100;

    private static readonly BatchLimits Limits = new(int.MaxValue, ObjectRollingInterval.Infinite);

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Full buffer that drops: two calls, delivery", () => Drops(isClosed: false)),
        new("Full buffer that drops: two calls, delivery, shutdown", () => Drops(isClosed: true)),
        new("Full buffer that drops: two calls, delivery, shutdown, at every access", () => Drops(isClosed: true)) { SplitsMemoryAccess = true },
        new("Full buffer that waits: two calls, delivery", WaitsForRoom),
        new("Full buffer that waits: a call, delivery", WaitsAlone),
        new("Full buffer that waits: two calls, shutdown", EndsWait),
        new("Delivery that waits: a call", WakesDeliveryOnce),
        new("Delivery that waits: two calls, a wake-up", WakesDelivery),
    ];

    private static void Drops(bool isClosed)
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.DropWrite, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        var delivered = new List<string>();
        List<Action> parts = [() => Write("a1", 60), () => { Write("b1", 60); Write("b2", 30); }, () => TryDeliver(buffer, delivered)];
        if (isClosed)
        {
            parts.Add(() =>
            {
                buffer.Close(DropReason.Closed);
                buffer.Leave(DropReason.Shutdown);
            });
        }

        Scenario.Together([.. parts]);

        var account = buffer.Account;
        log.CheckAccount(account, offered: 3);
        WriterLog.CheckOrder(delivered);
        Scenario.Check(account.Stored <= delivered.Count, "What is stored was delivered.");
        if (!isClosed)
        {
            Scenario.Check(account.Stored == delivered.Count, "What was acknowledged is stored.");
            return;
        }

        Scenario.Check(account.Pending == 0, "Nothing is pending after shutdown.");
        Scenario.Check(!log.Write("late", 10) && buffer.Account.DroppedByReason[(int)DropReason.Closed] > 0, "What comes after shutdown is dropped and counted.");
        Scenario.Check(buffer.TakeBatch(Limits) is null, "Nothing is taken after shutdown.");

        void Write(string name, int lengthBytes)
        {
            log.Write(name, lengthBytes);
            Scenario.Check(buffer.Account.PendingBytes <= LimitBytes, "The buffer keeps to its limit.");
        }
    }

    private static void WaitsAlone()
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.Wait, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        var delivered = new List<string>();
        Scenario.Together(() => { log.Write("a1", 60); log.Write("a2", 60); }, () => Deliver(buffer, delivered, count: 2));

        CheckAllDelivered(log, buffer, delivered, count: 2);
    }

    private static void WaitsForRoom()
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.Wait, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        var delivered = new List<string>();
        Scenario.Together(
            () => { log.Write("a1", 60); log.Write("a2", 60); },
            () => { log.Write("b1", 60); log.Write("b2", 60); },
            () => Deliver(buffer, delivered, count: 4));

        CheckAllDelivered(log, buffer, delivered, count: 4);
    }

    private static void EndsWait()
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.Wait, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        Scenario.Together(() => log.Write("a1", 60), () => log.Write("b1", 60), () => buffer.Close(DropReason.Closed));

        log.CheckAccount(buffer.Account, offered: 2);
    }

    private static void WakesDeliveryOnce()
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.Wait, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        var delivered = new List<string>();
        Scenario.Together(() => log.Write("a1", 10), () => Deliver(buffer, delivered, count: 1));

        CheckAllDelivered(log, buffer, delivered, count: 1);
    }

    private static void WakesDelivery()
    {
        using var buffer = new MemoryBuffer(LimitBytes, QueueFullMode.Wait, TaskCreationOptions.None);
        var log = new WriterLog(buffer);
        var delivered = new List<string>();
        Scenario.Together(() => log.Write("a1", 10), () => log.Write("b1", 10), buffer.Wake, () => Deliver(buffer, delivered, count: 2));

        CheckAllDelivered(log, buffer, delivered, count: 2);
    }

    private static void CheckAllDelivered(WriterLog log, MemoryBuffer buffer, List<string> delivered, int count)
    {
        log.CheckAccount(buffer.Account, count);
        WriterLog.CheckOrder(delivered);
        Scenario.Check(buffer.Account.Stored == count && delivered.Count == count, "Each call that waits has its record stored.");
    }

    /// <summary>As the delivery task does: takes what there is, and waits for more.</summary>
    private static void Deliver(MemoryBuffer buffer, List<string> delivered, int count)
    {
        while (delivered.Count < count)
        {
            if (!TryDeliver(buffer, delivered))
                buffer.WaitForRecordsAsync(bytes: 1).Wait();
        }
    }

    private static bool TryDeliver(MemoryBuffer buffer, List<string> delivered)
    {
        if (buffer.TakeBatch(Limits) is not { } batch)
            return false;
        delivered.AddRange(Encoding.UTF8.GetString(batch.Bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(record => record.TrimEnd()));
        buffer.Acknowledge(batch);
        return true;
    }
}
