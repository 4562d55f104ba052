using System.Buffers;
using LogAppendSink.Stores.Http;
using LogAppendSink.Threading;

namespace LogAppendSink.Stores.Custom;

/// <summary>
/// Wraps a store from another package. Each call runs on a separate thread and is abandoned after <c>RequestTimeout</c>. Each call gets its
/// own memory, because an abandoned call may continue. An exception becomes a <see cref="StoreError"/>.
/// </summary>
internal sealed class BoundedStore : IAppendStore
{
    private readonly IAppendStore _store;
    private readonly string _name;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private readonly bool _isDelivery;
    private readonly ForeignCalls _calls;
    private CopiedBody? _copied;

    /// <param name="store">The wrapped store; disposed with this one.</param>
    /// <param name="name">The name of the place where the store keeps objects.</param>
    /// <param name="requestTimeout">The longest time that a call may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isDelivery">Whether a delivery loop calls. Its calls must not depend on the thread pool.</param>
    internal BoundedStore(IAppendStore store, string name, TimeSpan requestTimeout, TimeProvider time, bool isDelivery)
    {
        (_store, _name, _requestTimeout, _time, _isDelivery) = (store, name, requestTimeout, time, isDelivery);
        _calls = new ForeignCalls("LogAppendSink store")
        {
            Continuations = isDelivery ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously,
        };
        (Promises, EmptyEnd) = (store.Promises, store.EmptyEnd);
    }

    public StorePromises Promises { get; }

    public ObjectEnd EmptyEnd { get; }

    /// <summary>
    /// Blocks until the store returns, for <c>RequestTimeout</c> at most. Without a valid end there is no checksum; an append in doubt is
    /// then read back.
    /// </summary>
    public ObjectEnd Advance(ObjectEnd before, AppendBody body)
    {
        var lengthBytes = before.LengthBytes + body.LengthBytes;
        using var timeout = new CancellationTokenSource(_requestTimeout, _time);
        try
        {
            var copy = CopyOf(body);
            var computing = _calls.RunAsync(_ => new ValueTask<ObjectEnd>(_store.Advance(before, copy)), timeout.Token);
            var end = computing.GetAwaiter().GetResult();
            if (end.LengthBytes == lengthBytes)
                return end;
        }
#pragma warning disable CA1031 // The store is foreign code and may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return new ObjectEnd(lengthBytes, ContentChecksum.None);
    }

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        const string operation = "append to";
        var copy = CopyOf(body);
        var (result, error) = await CallAsync(operation, key, token => _store.AppendAsync(key, position, copy, token), cancellationToken)
            .ConfigureAwait(false);
        return (error, result) switch
        {
            ({ IsUnsent: true }, _) => new AppendResult.Refused(error),
            ({ }, _) => new AppendResult.InDoubt(error),
            (_, null) => new AppendResult.InDoubt(
                NewError(StoreErrorKind.Unreadable, operation, key) with { Detail = "its AppendAsync returned null" }),

            // A position that stays occupied is resolved by sealing the object. If the store cannot seal, the append is retried.
            (_, AppendResult.Occupied occupied) when !Promises.CanSeal => new AppendResult.Refused(occupied.Error),
            _ => result,
        };
    }

    public ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken) =>
        AskAsync("description of", key, token => _store.DescribeAsync(key, token), cancellationToken);

    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(
        string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var bytes = new byte[destination.Length];
        var read = await AskAsync("read of", key, token => _store.ReadAsync(key, position, bytes, token), cancellationToken)
            .ConfigureAwait(false);
        if (read is not { Value: { } range })
            return read;
        if (range.CountBytes < 0 || range.CountBytes > bytes.Length)
            return NewError(StoreErrorKind.Unreadable, "read of", key) with
            {
                Detail = $"it returned {range.CountBytes} bytes for {bytes.Length}",
            };
        bytes.AsMemory(0, range.CountBytes).CopyTo(destination);
        return read;
    }

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        AskAsync("listing of", prefix, token => _store.ListAsync(prefix, continuation, token), cancellationToken);

    public ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken) =>
        AskAsync("seal of", key, token => _store.SealAsync(key, position, token), cancellationToken);

    /// <summary>Returns at once; the store is disposed in the background, because it may block.</summary>
    public void Dispose() => _ = _calls.RunAsync(
        _ =>
        {
            _store.Dispose();
            return new ValueTask<bool>(true);
        },
        CancellationToken.None);

    private async ValueTask<StoreResult<T>> AskAsync<T>(
        string operation, string key, Func<CancellationToken, ValueTask<StoreResult<T>>> call, CancellationToken cancellationToken)
        where T : class
    {
        var (result, error) = await CallAsync(operation, key, call, cancellationToken).ConfigureAwait(false);
        return error is null ? result : error;
    }

    private async ValueTask<(T? Result, StoreError? Error)> CallAsync<T>(
        string operation, string key, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_requestTimeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var result = _calls.RunAsync(call, limit.Token);
            return (await (_isDelivery ? WorkThread.ReturnHereAsync(result) : result).ConfigureAwait(false), Error: null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            return (default, NewError(StoreErrorKind.Timeout, operation, key) with
            {
                Detail = $"no response within RequestTimeout ({_requestTimeout:c})",
                Exception = exception,
            });
        }
        catch (ForeignCallRefusedException exception)
        {
            return (default, NewError(StoreErrorKind.Unreachable, operation, key) with
            { IsUnsent = true, Detail = exception.Message, Exception = exception });
        }
#pragma warning disable CA1031 // The store is foreign code and may throw anything, also after it has sent the request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (default, NewError(StoreErrorKind.ConnectionLost, operation, key) with
            {
                Detail = $"{exception.GetType().Name}: {NetworkErrors.DetailOf(exception)}",
                Exception = NetworkErrors.WithoutSecrets(exception),
            });
        }
    }

    /// <summary>Returns a body whose memory nothing else uses: the same one for each call with the body, also for each retry.</summary>
    private AppendBody CopyOf(AppendBody body)
    {
        if (Volatile.Read(ref _copied) is { } copied && ReferenceEquals(copied.Original, body))
            return copied.Copy;

        var copy = body with { Bytes = new ReadOnlySequence<byte>(body.Bytes.ToArray()) };
        Volatile.Write(ref _copied, new CopiedBody(body, copy));
        return copy;
    }

    private StoreError NewError(StoreErrorKind kind, string operation, string key) =>
        new(kind, operation, key, _name) { Store = "The store" };

    private sealed record CopiedBody(AppendBody Original, AppendBody Copy);
}
