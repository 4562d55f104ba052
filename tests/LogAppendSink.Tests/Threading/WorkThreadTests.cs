using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Threading;

public class WorkThreadTests
{
    [Fact]
    public async Task Actions_run_in_order_outside_the_thread_pool()
    {
        using var thread = new WorkThread("test");
        var ran = new Sightings<(int Number, bool IsOfPool)>();
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            thread.Post(() => ran.Add((number, Thread.CurrentThread.IsThreadPoolThread)));
        }

        await ran.WaitForCountAsync(100, "actions");

        Assert.Equal(Enumerable.Range(0, 100).Select(number => (number, false)), ran.All);
    }

    [Fact]
    public async Task Next_action_runs_when_an_action_throws()
    {
        using var thread = new WorkThread("test");
        var ran = new Sightings<int>();
        thread.Post(() => throw new InvalidOperationException());
        thread.Post(() => ran.Add(1));

        await ran.WaitForCountAsync(1, "action");
    }

    [Fact]
    public async Task Idle_thread_is_replaced_at_the_next_action()
    {
        var thread = new WorkThread("test", TimeSpan.FromMilliseconds(1));
        var ran = new Sightings<Thread>();
        thread.Post(() => ran.Add(Thread.CurrentThread));
        await ran.WaitForCountAsync(1, "action");
        Assert.True(ran.All[0].Join(TimeSpan.FromSeconds(60)), "The thread has not ended.");

        thread.Post(() => ran.Add(Thread.CurrentThread));
        await ran.WaitForCountAsync(2, "actions");

        Assert.NotSame(ran.All[0], ran.All[1]);
    }

    [Fact]
    public async Task Only_action_runs_when_the_system_refuses_the_thread_at_first()
    {
        var time = new ManualTimeProvider();
        var refusals = 2;
        using var thread = new WorkThread("test")
        {
            Time = time,
            StartThread = thread =>
            {
                if (refusals-- > 0)
                    throw new InsufficientMemoryException(); // An OutOfMemoryException, as of the runtime.
                thread.UnsafeStart();
            },
        };
        var ran = new Sightings<int>();

        thread.Post(() => ran.Add(1));
        time.Advance(WorkThread.StartRetry);
        time.Advance(WorkThread.StartRetry);

        await ran.WaitForCountAsync(1, "action");
        Assert.Equal(-1, refusals);
    }

    [Fact]
    public async Task Ambient_state_of_the_poster_does_not_flow()
    {
        var ambient = new AsyncLocal<string?> { Value = "of the poster" };
        using var thread = new WorkThread("test");
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Post(() => seen.SetResult(ambient.Value));

        Assert.Null(await seen.Task.WithDeadline("the action"));
    }

    [Fact]
    public async Task Awaiting_method_continues_on_its_work_thread_wherever_the_task_completes()
    {
        using var thread = new WorkThread("own");
        var elsewhere = new TaskCompletionSource<int>();
        var continued = new TaskCompletionSource<(Thread Before, Thread After)>(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Post(() => _ = AwaitAsync());

        await Task.Yield();
        elsewhere.SetResult(1);
        var (before, after) = await continued.Task.WithDeadline("the method to continue");

        Assert.Same(before, after);

        async Task AwaitAsync()
        {
            var began = Thread.CurrentThread;
            await WorkThread.ReturnHereAsync(elsewhere.Task).ConfigureAwait(false);
            continued.SetResult((began, Thread.CurrentThread));
        }
    }
}
