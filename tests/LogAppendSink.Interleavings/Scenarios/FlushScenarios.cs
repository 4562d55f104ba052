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
}
