namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>
/// Runs calls of user code, each with a <see cref="Misbehavior"/> that a seed decides. A call that hangs or blocks ignores its token; some calls
/// later it is released, so its result comes long after it was abandoned. Thread-safe.
/// </summary>
internal sealed class SeededMisbehavior(int seed, double probability)
{
    /// <summary>The engine refuses further calls when 8 are stuck, so fewer are held.</summary>
    private const int HeldMax = 3;

    private static readonly Misbehavior[] Kinds = Enum.GetValues<Misbehavior>().Except([Misbehavior.None]).ToArray();

    private readonly object _gate = new();
    private readonly Random _random = new(seed);
    private readonly Queue<TaskCompletionSource> _held = new();
    private bool _isReleased;

    /// <summary>How many calls misbehaved.</summary>
    internal int Count { get; private set; }

    internal async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var (kind, released) = Draw();
        switch (kind)
        {
            case Misbehavior.Throw:
                throw new InvalidOperationException($"Seed {seed} lets this call fail.");
            case Misbehavior.Block:
                ((IAsyncResult)released).AsyncWaitHandle.WaitOne();
                break;
            case Misbehavior.Hang:
                await released.ConfigureAwait(false);
                break;
        }

        var result = await work().ConfigureAwait(false);
        if (kind == Misbehavior.WorkThenThrow)
            throw new InvalidOperationException($"Seed {seed} lets this call fail after its work.");
        if (kind == Misbehavior.WorkThenHang)
            await released.ConfigureAwait(false);
        return result;
    }

    /// <summary>Releases all held calls; later ones work.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _isReleased = true;
            while (_held.TryDequeue(out var held))
                held.SetResult();
        }
    }

    private (Misbehavior Kind, Task Released) Draw()
    {
        lock (_gate)
        {
            if (_isReleased || _random.NextDouble() >= probability)
                return (Misbehavior.None, Task.CompletedTask);

            Count++;
            var kind = Kinds[_random.Next(Kinds.Length)];
            if (kind is Misbehavior.Throw or Misbehavior.WorkThenThrow)
                return (kind, Task.CompletedTask);

            // Asynchronous continuations: the released call must not run inside the call that releases it.
            var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _held.Enqueue(released);
            if (_held.Count > HeldMax)
                _held.Dequeue().SetResult();
            return (kind, released.Task);
        }
    }
}
