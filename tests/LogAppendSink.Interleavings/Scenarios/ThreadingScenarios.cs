using LogAppendSink.Threading;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>The threads that delivery has in place of the thread pool.</summary>
internal static class ThreadingScenarios
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Work thread: two posts, disposal", RunsEach),
        new("Work thread: a post, disposal", RunsOne),
    ];

    private static void RunsOne()
    {
        var thread = new WorkThread("work");
        var hasRun = new TaskCompletionSource();
        Scenario.Together(() => thread.Post(hasRun.SetResult), thread.Dispose);
        hasRun.Task.Wait();
    }

    private static void RunsEach()
    {
        var thread = new WorkThread("work");
        var done = new List<string>();
        Scenario.Together(
            () => { thread.Post(() => done.Add("a1")); thread.Post(() => done.Add("a2")); },
            () => thread.Post(() => done.Add("b1")),
            thread.Dispose);
        thread.DrainAsync().Wait();

        Scenario.Check(done.Count == 3, "Each action runs once.");
        Scenario.Check(done.IndexOf("a1") < done.IndexOf("a2"), "Actions run in the order in which they were posted.");
    }
}
