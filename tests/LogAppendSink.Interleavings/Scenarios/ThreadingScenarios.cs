using LogAppendSink.Threading;
using Microsoft.Coyote.Runtime;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>The threads that delivery has in place of the thread pool, and calls into foreign code that are abandoned.</summary>
internal static class ThreadingScenarios
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Work thread: two posts, disposal", RunsEach),
        new("Work thread: a post, disposal", RunsOne),
        new("Foreign call: its result, the end of the wait", () => EndsOnce(isCancelledInline: true)),
        new("Foreign call: its result, the end of the wait, a callback of the token", () => EndsOnce(isCancelledInline: false)),
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

    private static void EndsOnce(bool isCancelledInline)
    {
        var calls = new ForeignCalls("call") { IsCancelledInline = isCancelledInline };
        using var end = new CancellationTokenSource();
        var result = new Result();
        var hasReturned = new TaskCompletionSource();
        Task<Result>? call = null;
        Scenario.Together(
            () => call = calls.RunAsync(
                token =>
                {
                    token.UnsafeRegister(_ => { }, null);
                    hasReturned.SetResult();
                    SchedulingPoint.Interleave(); // The wait may end now.
                    return ValueTask.FromResult(result);
                },
                end.Token),
            end.Cancel);
        var isCancelled = false;
        try
        {
            call!.Wait(); // Assigned by the first part.
        }
        catch (AggregateException exception) when (exception.InnerException is OperationCanceledException)
        {
            isCancelled = true;
        }

        if (!isCancelled)
            Scenario.Check(result.DisposeCount == 0, "A result that the caller gets is not disposed.");
        else if (hasReturned.Task.IsCompleted)
            result.Disposed.Wait();
    }

    private sealed class Result : IDisposable
    {
        private readonly TaskCompletionSource _disposed = new();
        private int _disposeCount;

        internal Task Disposed => _disposed.Task;

        internal int DisposeCount => Volatile.Read(ref _disposeCount);

        public void Dispose()
        {
            Scenario.Check(Interlocked.Increment(ref _disposeCount) == 1, "A late result is disposed once.");
            _disposed.SetResult();
        }
    }
}
