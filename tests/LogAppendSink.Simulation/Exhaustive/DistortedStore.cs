using System.Text;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A store as a writer with a planted fault sees it.</summary>
internal sealed class DistortedStore(IAppendStore store) : IAppendStore
{
    private readonly Dictionary<(string Key, long Position), byte[]> _sent = [];

    internal Func<AppendResult, AppendResult> OnAppend { get; init; } = result => result;

    /// <summary>Whether bytes read back always count as those that were sent.</summary>
    internal bool IsReadNotCompared { get; init; }

    /// <summary>Whether sealing is omitted.</summary>
    internal bool IsSealLeftOut { get; init; }

    public StorePromises Promises { get; init; } = store.Promises;

    public ObjectEnd EmptyEnd => store.EmptyEnd;

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, continuation, cancellationToken);

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => store.Advance(before, body);

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        _sent[(key, position)] = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(body.Bytes));
        return OnAppend(await store.AppendAsync(key, position, body, cancellationToken).ConfigureAwait(false));
    }

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) => store.DescribeAsync(key, cancellationToken);

    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await store.ReadAsync(key, position, destination, cancellationToken).ConfigureAwait(false);
        if (IsReadNotCompared && read is { Value.CountBytes: > 0 } && _sent.TryGetValue((key, position), out var sent))
            sent.AsMemory(0, Math.Min(sent.Length, destination.Length)).CopyTo(destination);
        return read;
    }

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) => IsSealLeftOut
        ? new ValueTask<StoreResult<ObjectSeal>>(new ObjectSeal(SealedAt: null))
        : store.SealAsync(key, position, cancellationToken);

    public void Dispose() => store.Dispose();
}
