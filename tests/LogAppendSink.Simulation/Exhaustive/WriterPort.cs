using System.Text;
using LogAppendSink.Checksums;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>A writer's connection to the model store: every request waits until the checker replies.</summary>
internal sealed class WriterPort(Bounds bounds) : IAppendStore
{
    private TaskCompletionSource<Reply>? _waiting;

    /// <summary>What is waited for; null while nothing is.</summary>
    internal Request? Pending { get; private set; }

    public StorePromises Promises { get; } = bounds.IsCeph
        ? StorePromises.CephRgw
        : StorePromises.Oss with { IsChecksumCrc64 = bounds.IsChecksumPromised };

    public ObjectEnd EmptyEnd => new ModelObject("").End(hasChecksum: true);

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => new(
        before.LengthBytes + body.LengthBytes,
        before.Checksum.IsKnown ? ContentChecksum.Of(Crc64.Combine((ulong)before.Checksum.Value, body.Crc64, body.LengthBytes)) : ContentChecksum.None);

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(new Request(RequestKind.Append, key, position, Encoding.ASCII.GetString(body.Bytes))).ConfigureAwait(false);
        return reply.Kind switch
        {
            ReplyKind.Stored => new AppendResult.Stored(reply.End),
            ReplyKind.Contradicted => new AppendResult.Stored(reply.End) { Contradiction = "it responded with an impossible end" },
            ReplyKind.Conflict => new AppendResult.Conflict(ErrorOf(StoreErrorKind.PositionConflict, key)) { NextPosition = bounds.SaysPosition ? reply.End.LengthBytes : null },
            ReplyKind.Occupied => new AppendResult.Occupied(ErrorOf(StoreErrorKind.PositionOccupied, key)),
            ReplyKind.NotAppendable => new AppendResult.NotAppendable(ErrorOf(StoreErrorKind.NotAppendable, key)),
            ReplyKind.Refused => new AppendResult.Refused(ErrorOf(StoreErrorKind.AccessDenied, key)),
            _ => new AppendResult.InDoubt(ErrorOf(StoreErrorKind.ConnectionLost, key)),
        };
    }

    public async ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(new Request(RequestKind.Head, key)).ConfigureAwait(false);
        return reply.Kind switch
        {
            ReplyKind.Found => ObjectDescription.Of(key, reply.End, reply.IsAppendObject, reply.IsSealed),
            ReplyKind.Absent => StoreResult<ObjectDescription>.Absent,
            _ => ErrorOf(StoreErrorKind.ServerError, key),
        };
    }

    /// <summary>Fills the whole destination or nothing: the writer needs neither part of a range nor the object's length.</summary>
    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(new Request(RequestKind.Read, key, position, LengthBytes: destination.Length)).ConfigureAwait(false);
        return reply.Kind switch
        {
            ReplyKind.Bytes => new ObjectRange(Encoding.ASCII.GetBytes(reply.Text, destination.Span), LengthBytes: null),
            ReplyKind.OutOfRange => ObjectRange.Empty,
            _ => ErrorOf(StoreErrorKind.ServerError, key),
        };
    }

    public async ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(new Request(RequestKind.Seal, key, position)).ConfigureAwait(false);
        return reply.Kind switch
        {
            ReplyKind.Sealed => new ObjectSeal(SealedAt: null),
            ReplyKind.Conflict => ErrorOf(StoreErrorKind.PositionConflict, key),
            _ => ErrorOf(StoreErrorKind.ServerError, key),
        };
    }

    /// <summary>A decision that the writer's caller takes.</summary>
    internal async ValueTask<bool> DecideAsync(RequestKind decision) =>
        (await AskAsync(new Request(decision)).ConfigureAwait(false)).Kind == ReplyKind.Yes;

    /// <summary>Lets the writer continue, up to what it waits for next.</summary>
    internal void Continue(Reply reply)
    {
        var waiting = _waiting ?? throw new InvalidOperationException("The writer waits for nothing.");
        (_waiting, Pending) = (null, null);
        waiting.SetResult(reply);
    }

    public void Dispose()
    {
    }

    private async ValueTask<Reply> AskAsync(Request request)
    {
        // Its continuation runs inside SetResult, on this thread.
        var waiting = new TaskCompletionSource<Reply>();
        (_waiting, Pending) = (waiting, request);
        return await waiting.Task.ConfigureAwait(false);
    }

    private static StoreError ErrorOf(StoreErrorKind kind, string key) => new(kind, "append to", key, "model");
}
