using System.Collections.Concurrent;

namespace LogAppendSink.Benchmarks;

/// <summary>The objects of the target, by their paths, and how often it was asked.</summary>
internal sealed class TargetObjects
{
    private readonly ConcurrentDictionary<string, TargetObject> _byPath = new(StringComparer.Ordinal);
    private long _requests;

    internal long Requests => Volatile.Read(ref _requests);

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal TargetObject? Find(string path) => _byPath.GetValueOrDefault(path);

    internal TargetObject FindOrAdd(string path) => _byPath.GetOrAdd(path, _ => new TargetObject());
}
