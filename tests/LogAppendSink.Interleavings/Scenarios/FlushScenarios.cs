using LogAppendSink.Buffering;
using LogAppendSink.Delivery;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>Calls that wait until their records are settled, delivery that settles them, and shutdown that gives up the rest.</summary>
internal static class FlushScenarios
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Flush: a call, delivery, shutdown", EndsOnce) { OrdersMax = 50_000 },
        new("Flush: a call, delivery, at every access", () => EndsOnce(hasShutdown: false)) { SplitsMemoryAccess = true },
        new("Flush: two calls, delivery, shutdown", EndsEach),
        new("Audit: two calls, delivery that drops one of them", ReportsLoss),
        new("Audit: a call, delivery that drops it", ReportsLossAlone) { OrdersMax = 50_000 },
        new("Audit: two calls, delivery, shutdown", EndsAudits),
        new("Audit: two calls, delivery, shutdown, at every access", EndsAudits) { SplitsMemoryAccess = true },
    ];

    private static void EndsOnce() => EndsOnce(hasShutdown: true);

    private static void EndsOnce(bool hasShutdown)
    {
        var waiters = new FlushWaiters();
        var calls = 0;
        List<Action> parts = [() => waiters.OnSettled(2, () => Interlocked.Increment(ref calls)), () => waiters.SettledThrough(2)];
        if (hasShutdown)
            parts.Add(() => waiters.RestDroppedThrough(long.MaxValue));

        Scenario.Together([.. parts]);

        Scenario.Check(calls == 1, $"A call that waits is called back once, not {calls} times.");
        Scenario.Check(!waiters.IsWanted(0), "Nothing that is settled is still wanted.");
    }

    private static void EndsEach()
    {
        var waiters = new FlushWaiters();
        Scenario.Together(
            () => waiters.WaitAsync(1).Wait(),
            () => waiters.WaitAsync(3).Wait(),
            () => { waiters.SettledThrough(1); waiters.SettledThrough(2); },
            () => waiters.RestDroppedThrough(long.MaxValue));
    }

    private static void ReportsLossAlone()
    {
        var waiters = new FlushWaiters();
        var isLost = false;
        waiters.BeginWatch();
        Scenario.Together(
            () => waiters.OnSettled(1, () => isLost = waiters.EndWatch(0, 1)),
            () => waiters.DroppedThrough(0, 1));

        Scenario.Check(isLost, "An audited record that is dropped is reported as lost.");
    }

    private static void ReportsLoss()
    {
        var waiters = new FlushWaiters();
        bool? isFirstLost = null;
        bool? isSecondLost = null;
        Scenario.Together(
            () => Audit(first: 0, lost => isFirstLost = lost),
            () => Audit(first: 1, lost => isSecondLost = lost),
            () => waiters.SettledThrough(1));
        waiters.DroppedThrough(1, 2);

        Scenario.Check(isFirstLost == false, "An audited record that is stored is not reported as lost.");
        Scenario.Check(isSecondLost == true, "An audited record that is dropped is reported as lost.");

        void Audit(long first, Action<bool> settled)
        {
            waiters.BeginWatch();
            waiters.OnSettled(first + 1, () => settled(waiters.EndWatch(first, first + 1)));
        }
    }

    /// <summary>The steps of an audited call, of delivery and of shutdown, as the pipeline takes them.</summary>
    private static void EndsAudits()
    {
        using var buffer = new MemoryBuffer(100, QueueFullMode.DropWrite, TaskCreationOptions.None);
        var waiters = new FlushWaiters();
        var (stored, lost, refused, delivered) = (0, 0, 0, 0);
        Scenario.Together(Audit, Audit, Deliver, ShutDown);

        var account = buffer.Account;
        Scenario.Check(stored + lost + refused == 2, "Each audited call ends.");
        Scenario.Check(account.Accepted == 2 && account.Accepted == account.Stored + account.Dropped, "accepted = stored + dropped.");
        Scenario.Check(stored <= delivered, "An audited call that succeeds has its record stored.");

        void Audit()
        {
            waiters.BeginWatch();
            var first = buffer.NextSequence;
            var isKept = buffer.TryWrite("record\n"u8, RecordLevel.Error, DateTimeOffset.UnixEpoch);
            var through = buffer.NextSequence;
            if (!isKept)
            {
                waiters.EndWatch(first, through);
                Interlocked.Increment(ref refused);
                return;
            }

            var ended = new TaskCompletionSource<bool>();
            waiters.OnSettled(through, () => ended.SetResult(waiters.EndWatch(first, through)));
            ended.Task.Wait();
            Interlocked.Increment(ref ended.Task.GetAwaiter().GetResult() ? ref lost : ref stored);
        }

        void Deliver()
        {
            while (buffer.TakeBatch(new BatchLimits(int.MaxValue, ObjectRollingInterval.Infinite)) is { } batch)
            {
                delivered += batch.Count;
                buffer.Acknowledge(batch);
                waiters.SettledThrough(batch.Records.Next);
            }
        }

        void ShutDown()
        {
            buffer.Close(DropReason.Closed);
            buffer.Leave(DropReason.Shutdown);
            waiters.RestDroppedThrough(long.MaxValue);
        }
    }
}
