namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>What code of the application does at each call, drawn from a seed. Thread-safe.</summary>
/// <param name="seed">The seed.</param>
/// <param name="stuckMax">Most calls that do not return until <see cref="Release"/>.</param>
internal sealed class Whims(int seed, int stuckMax)
{
    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _stuck;

    /// <summary>How many calls have misbehaved.</summary>
    internal int Count { get; private set; }

    /// <summary>From now on all calls return, those that did not too.</summary>
    internal void Release() => _released.TrySetResult();

    /// <summary>Passes a call on; or throws, or blocks, or returns a task that does not complete, with no regard to a token.</summary>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        switch (Draw())
        {
            case Whim.Throws:
                throw new InvalidOperationException("The application's code throws.");
            case Whim.Blocks:
                ((IAsyncResult)_released.Task).AsyncWaitHandle.WaitOne();
                break;
            case Whim.NeverCompletes:
                await _released.Task;
                break;
            case Whim.ThrowsAfterwards:
                await call();
                throw new InvalidOperationException("The application's code throws after the call.");
        }

        return await call();
    }

    /// <summary>A callback that nothing waits for: throws, blocks, or returns.</summary>
    internal void Call()
    {
        switch (Draw())
        {
            case Whim.Throws or Whim.ThrowsAfterwards:
                throw new InvalidOperationException("The application's callback throws.");
            case Whim.Blocks:
                ((IAsyncResult)_released.Task).AsyncWaitHandle.WaitOne();
                break;
        }
    }

    private Whim Draw()
    {
        lock (_gate)
        {
            if (_released.Task.IsCompleted || _random.Next(3) > 0)
                return Whim.Returns;
            var whim = (Whim)_random.Next(1, 5);
            if (whim is Whim.Blocks or Whim.NeverCompletes && ++_stuck > stuckMax)
                return Whim.Returns;
            Count++;
            return whim;
        }
    }

    private enum Whim
    {
        Returns,
        Throws,
        Blocks,
        NeverCompletes,
        ThrowsAfterwards,
    }
}
