using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Stores.Custom;

/// <summary>A store that runs a test's hook before a call, or in place of it.</summary>
internal sealed class HookedStore(IAppendStore inner) : IAppendStore
{
    /// <summary>Replaces an append; the second argument appends to the inner store.</summary>
    internal Func<AppendBody, Func<ValueTask<AppendResult>>, CancellationToken, ValueTask<AppendResult>>? OnAppend { get; set; }

    /// <summary>Replaces a read; the second argument reads from the inner store.</summary>
    internal Func<Memory<byte>, Func<ValueTask<StoreResult<ObjectRange>>>, ValueTask<StoreResult<ObjectRange>>>? OnRead { get; set; }

    /// <summary>Changes a computed end.</summary>
    internal Func<ObjectEnd, ObjectEnd> OnAdvance { get; set; } = end => end;

    /// <summary>Completes when the store is disposed.</summary>
    internal TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StorePromises Promises { get; init; } = inner.Promises;

    public ObjectEnd EmptyEnd => inner.EmptyEnd;

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => OnAdvance(inner.Advance(before, body));

    public ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken) => OnAppend is { } hook
        ? hook(body, () => inner.AppendAsync(key, position, body, CancellationToken.None), cancellationToken)
        : inner.AppendAsync(key, position, body, cancellationToken);

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) => inner.DescribeAsync(key, cancellationToken);

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken) => OnRead is { } hook
        ? hook(destination, () => inner.ReadAsync(key, position, destination, CancellationToken.None))
        : inner.ReadAsync(key, position, destination, cancellationToken);

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, continuation, cancellationToken);

    public void Dispose()
    {
        Disposed.TrySetResult();
        inner.Dispose();
    }
}
