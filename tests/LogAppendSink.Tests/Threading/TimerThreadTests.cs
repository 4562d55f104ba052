using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Threading;

public class TimerThreadTests
{
    private readonly TimerThread _timers = new();

    [Fact]
    public async Task Timers_fire_in_the_order_of_their_due_times()
    {
        var fired = new Sightings<int>();
        using var late = _timers.CreateTimer(_ => fired.Add(2), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var early = _timers.CreateTimer(_ => fired.Add(1), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        early.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        late.Change(TimeSpan.FromMilliseconds(2), Timeout.InfiniteTimeSpan);
        await fired.WaitForCountAsync(2, "timers");

        Assert.Equal([1, 2], fired.All);
    }

    [Fact]
    public async Task Disposed_timer_does_not_fire()
    {
        var fired = new Sightings<string>();
        var disposed = _timers.CreateTimer(_ => fired.Add("disposed"), state: null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        Assert.False(disposed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        using var later = _timers.CreateTimer(
            _ => fired.Add("later"), state: null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);

        await fired.WaitForCountAsync(1, "timer");

        Assert.Equal(["later"], fired.All);
    }

    [Fact]
    public async Task Timer_with_a_period_fires_repeatedly()
    {
        var fired = new Sightings<int>();
        using var timer = _timers.CreateTimer(_ => fired.Add(1), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));

        await fired.WaitForCountAsync(3, "times");
    }

    [Fact]
    public async Task Changed_timer_fires_only_at_its_new_time()
    {
        var fired = new Sightings<string>();
        using var timer = _timers.CreateTimer(_ => fired.Add("changed"), state: null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        await fired.WaitForCountAsync(1, "timer");
    }

    [Fact]
    public async Task Thread_continues_when_a_callback_throws()
    {
        var fired = new Sightings<int>();
        using var broken = _timers.CreateTimer(
            _ => throw new InvalidOperationException(), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        using var next = _timers.CreateTimer(_ => fired.Add(1), state: null, TimeSpan.FromMilliseconds(5), Timeout.InfiniteTimeSpan);

        await fired.WaitForCountAsync(1, "timer");
    }

    [Fact]
    public async Task Only_timer_fires_when_the_system_refuses_the_thread_at_first()
    {
        var refusals = 2;
        var timers = new TimerThread
        {
            StartThread = thread =>
            {
                if (refusals-- > 0)
                    throw new InsufficientMemoryException(); // An OutOfMemoryException, as of the runtime.
                thread.UnsafeStart();
            },
        };
        var fired = new Sightings<int>();

        using var timer = timers.CreateTimer(_ => fired.Add(1), state: null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        await fired.WaitForCountAsync(1, "timer");
        Assert.Equal(-1, refusals);
    }

    [Fact]
    public async Task Callbacks_run_outside_the_thread_pool()
    {
        var isOfPool = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = _timers.CreateTimer(
            _ => isOfPool.TrySetResult(Thread.CurrentThread.IsThreadPoolThread), state: null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        Assert.False(await isOfPool.Task.WithDeadline("the timer"));
    }
}
