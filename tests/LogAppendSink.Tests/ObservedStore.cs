using System.Buffers;
using System.Text;
using LogAppendSink.Stores;

namespace LogAppendSink.Tests;

/// <summary>Shows the calls of a store to another thread, and holds the responses on request.</summary>
internal sealed class ObservedStore(IAppendStore inner) : IAppendStore
{
    private volatile TaskCompletionSource? _hold;
    private volatile Exception? _failure;

    /// <summary>The texts of the appends that have begun.</summary>
    internal Sightings<string> Begun { get; } = new();

    /// <summary>The texts of the bodies that were prepared.</summary>
    internal Sightings<string> Prepared { get; } = new();

    /// <summary>The texts of the appends that have ended, whatever their answers were.</summary>
    internal Sightings<string> Ended { get; } = new();

    /// <summary>Whether held requests continue after their caller was cancelled.</summary>
    internal bool IsDeaf { get; set; }

    internal int DisposeCount { get; private set; }

    public StorePromises Promises => inner.Promises;

    public ObjectEnd EmptyEnd => inner.EmptyEnd;

    internal void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets the held request go on, and holds the next one.</summary>
    internal void ReleaseOne()
    {
        var hold = _hold;
        Hold();
        hold?.SetResult();
    }

    internal void Release()
    {
        var hold = _hold;
        _hold = null;
        hold?.SetResult();
    }

    /// <summary>Lets a held request fail, as no store may.</summary>
    internal void Fail(Exception failure) => _hold?.SetException(failure);

    /// <summary>From now on an append throws, as no store may.</summary>
    internal void Break(Exception failure) => _failure = failure;

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, continuation, cancellationToken);

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => inner.Advance(before, body);

    public void Prepare(AppendBody body) => Prepared.Add(Encoding.UTF8.GetString(body.Bytes.ToArray()));

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(body.Bytes.ToArray());
        Begun.Add(text);
        if (_failure is { } failure)
            throw failure;
        if (_hold is { } hold)
            await hold.Task.WaitAsync(IsDeaf ? CancellationToken.None : cancellationToken);

        var answer = await inner.AppendAsync(key, position, body, IsDeaf ? CancellationToken.None : cancellationToken);
        Ended.Add(text);
        return answer;
    }

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        inner.DescribeAsync(key, cancellationToken);

    public ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, position, destination, cancellationToken);

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        inner.SealAsync(key, position, cancellationToken);

    public void Dispose()
    {
        DisposeCount++;
        inner.Dispose();
    }
}
