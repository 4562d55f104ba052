using LogAppendSink.TestSupport;
using LogAppendSink.Threading;

namespace LogAppendSink.Simulation;

/// <summary>A thread that calls listeners, on the simulated clock: each call takes as long as the seed says, and later ones wait for it.</summary>
/// <param name="time">The clock.</param>
/// <param name="nextBlock">How long the next call takes; null: it never returns.</param>
/// <param name="callsAtOnce">How many of the first calls are made by the caller.</param>
internal sealed class SimulatedListenerQueue(ManualTimeProvider time, Func<TimeSpan?> nextBlock, int callsAtOnce) : IWorkQueue
{
    private readonly Queue<Action> _work = new();
    private int _callsAtOnce = callsAtOnce;
    private bool _isBusy;

    public void Post(Action work)
    {
        if (_callsAtOnce > 0)
        {
            _callsAtOnce--;
            work();
            return;
        }

        _work.Enqueue(work);
        if (!_isBusy)
            RunAfter(TimeSpan.Zero);
    }

    private void RunAfter(TimeSpan delay)
    {
        _isBusy = true;
        time.CreateTimer(_ => Run(), state: null, delay, Timeout.InfiniteTimeSpan);
    }

    private void Run()
    {
        _isBusy = false;
        if (!_work.TryDequeue(out var work))
            return;
        work();
        if (nextBlock() is { } block)
            RunAfter(block);
        else
            _isBusy = true;
    }
}
