using LogAppendSink.TestSupport;

namespace LogAppendSink.Tests;

/// <summary>What another thread has shown so far, and waits for what it is to show. Thread-safe.</summary>
internal sealed class Sightings<T>
{
    private readonly object _gate = new();
    private readonly List<T> _seen = [];
    private readonly List<(Func<IReadOnlyList<T>, bool> IsMet, TaskCompletionSource Met)> _waits = [];

    internal IReadOnlyList<T> All
    {
        get
        {
            lock (_gate)
                return [.. _seen];
        }
    }

    internal void Add(T item)
    {
        lock (_gate)
        {
            _seen.Add(item);
            foreach (var (_, met) in _waits.Where(wait => wait.IsMet(_seen)))
                met.TrySetResult();
        }
    }

    internal Task WaitForCountAsync(int count, string what) => WaitAsync(seen => seen.Count >= count, $"{count} {what}");

    internal async Task<T> FirstAsync(Func<T, bool> predicate, string what)
    {
        await WaitAsync(seen => seen.Any(predicate), what);
        return All.First(predicate);
    }

    private Task WaitAsync(Func<IReadOnlyList<T>, bool> isMet, string what)
    {
        lock (_gate)
        {
            if (isMet(_seen))
                return Task.CompletedTask;

            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((isMet, met));
            return met.Task.WithDeadline(what);
        }
    }
}
