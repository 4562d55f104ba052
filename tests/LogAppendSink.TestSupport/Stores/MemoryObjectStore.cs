using System.Buffers;
using System.Text;
using LogAppendSink.Checksums;
using LogAppendSink.Stores;
using LogAppendSink.Stores.Rgw;

namespace LogAppendSink.TestSupport.Stores;

/// <summary>
/// A writer's connection to a <see cref="MemoryCloud"/>, with the faults of <paramref name="plan"/>. Responses arrive after
/// <paramref name="latency"/> on the given clock; without it, they arrive at once.
/// </summary>
internal sealed class MemoryObjectStore(
    MemoryCloud cloud,
    Func<StoreCall, StoreFault>? plan = null,
    ManualTimeProvider? time = null,
    Func<TimeSpan>? latency = null) : IAppendStore
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly byte[] ForeignRecord = Encoding.UTF8.GetBytes("{\"foreign\":true}\n");

    /// <summary>The seal time of all sealed objects.</summary>
    internal static readonly DateTimeOffset SealedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Queue<StoreFault> _script = new();

    /// <summary>All requests, in order.</summary>
    internal List<StoreCall> Calls { get; } = [];

    /// <summary>The delay after which a ghost is tried.</summary>
    internal Func<TimeSpan> GhostDelay { get; init; } = () => TimeSpan.FromSeconds(3);

    /// <summary>Whether responses to appends and HEAD contain a checksum.</summary>
    internal bool SaysChecksum { get; init; } = true;

    /// <summary>Whether a conflict contains the end of the object.</summary>
    internal bool SaysPosition { get; init; } = true;

    internal int DisposeCount { get; private set; }

    public StorePromises Promises { get; } = cloud.IsCeph
        ? StorePromises.CephRgw
        : StorePromises.Oss;

    public ObjectEnd EmptyEnd { get; } = new(0, cloud.IsCeph ? ETagChain.OfAbsent : ContentChecksum.Of(0));

    /// <summary>The faults of the next requests, in order. They precede the plan.</summary>
    internal MemoryObjectStore Script(params StoreFault[] faults)
    {
        foreach (var fault in faults)
            _script.Enqueue(fault);
        return this;
    }

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => new(
        before.LengthBytes + body.LengthBytes,
        cloud.IsCeph ? ETagChain.Advance(before.Checksum, body)
        : before.Checksum.IsKnown ? ContentChecksum.Of(Crc64.Combine((ulong)before.Checksum.Value, body.Crc64, body.LengthBytes)) : ContentChecksum.None);

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        var fault = NextFault("append", key, position, body.LengthBytes);
        var bytes = body.Bytes.ToArray();
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        if (RefusalOf(fault, key, "append to") is { } error)
        {
            if (fault is StoreFault.Timeout)
                await HangAsync(cancellationToken).ConfigureAwait(false);
            return error.Kind is StoreErrorKind.Unreachable or StoreErrorKind.AccessDenied or StoreErrorKind.Refused ? new AppendResult.Refused(error) : new AppendResult.InDoubt(error);
        }

        if (fault == StoreFault.RefusedAsClosed)
            return AnswerTo(MemoryCloud.AppendOutcome.NotAppendable, key, fault);

        Meddle(fault, key, bytes.Length);
        if (fault is StoreFault.Ghost or StoreFault.GhostThatHolds)
        {
            _ = HauntAsync(key, position, bytes, holdsPosition: fault == StoreFault.GhostThatHolds);
            return new AppendResult.InDoubt(NewError(StoreErrorKind.ConnectionLost, key, "append to"));
        }

        if (fault == StoreFault.GhostAfterTimeout)
        {
            _ = HauntAsync(key, position, bytes, holdsPosition: false);
            await HangAsync(cancellationToken).ConfigureAwait(false);
            return new AppendResult.InDoubt(NewError(StoreErrorKind.Timeout, key, "append to"));
        }

        if (fault == StoreFault.Wedged)
        {
            cloud.Occupy(key, position, holder: cloud);
            return new AppendResult.InDoubt(NewError(StoreErrorKind.ConnectionLost, key, "append to"));
        }

        // The creation of an object has no concurrent appends.
        if (fault == StoreFault.AcknowledgedAndLost && cloud.Find(key) is { TakesAppends: true, OccupiedBy: null } beside && beside.LengthBytes == position)
        {
            await TravelAsync(cancellationToken).ConfigureAwait(false);
            return new AppendResult.Stored(new ObjectEnd(position + bytes.Length, ContentChecksum.None));
        }

        if (fault == StoreFault.StoredDamaged && bytes.Length > 0)
            bytes[bytes.Length / 2] ^= 0x20;
        var answer = AnswerTo(cloud.Append(key, position, bytes), key, fault);
        switch (fault)
        {
            case StoreFault.AppliedThenForeignAppendThenLost:
                cloud.AppendForeign(key, ForeignRecord);
                break;
            case StoreFault.AppliedThenSealedThenLost:
                cloud.Seal(key);
                break;
            case StoreFault.AppliedThenTimeout:
                await HangAsync(cancellationToken).ConfigureAwait(false);
                break;
        }

        await TravelAsync(cancellationToken).ConfigureAwait(false);
        return fault switch
        {
            StoreFault.AppliedThenLost or StoreFault.AppliedThenForeignAppendThenLost or StoreFault.AppliedThenSealedThenLost =>
                new AppendResult.InDoubt(NewError(StoreErrorKind.ConnectionLost, key, "append to")),
            StoreFault.AppliedThenServerError => new AppendResult.InDoubt(NewError(StoreErrorKind.ServerError, key, "append to")),
            StoreFault.AppliedThenTimeout => new AppendResult.InDoubt(NewError(StoreErrorKind.Timeout, key, "append to")),
            _ => answer,
        };
    }

    public async ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        var fault = NextFault("head", key, position: 0);
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        if (await FailureOfReadAsync(fault, key, "HEAD of", cancellationToken).ConfigureAwait(false) is { } error)
            return error;

        Meddle(fault, key, ForeignRecord.Length);
        // In Ceph, a read cannot distinguish a new empty object from a missing one, so a cache is not allowed there.
        var hides = fault == StoreFault.StaleHeadOfAbsent && !(cloud.IsCeph && cloud.Find(key) is { LengthBytes: 0 });
        var description = hides || cloud.Find(key) is not { } found ? null
            : fault == StoreFault.StaleHead ? ObjectDescription.Of(key, OldEndOf(found), found.IsAppendObject)
            : ObjectDescription.Of(key, new ObjectEnd(found.LengthBytes, ChecksumOf(found, fault)), found.IsAppendObject, found.IsSealed);
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        return description ?? StoreResult<ObjectDescription>.Absent;
    }

    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var fault = NextFault("read", key, position);
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        if (await FailureOfReadAsync(fault, key, "read of", cancellationToken).ConfigureAwait(false) is { } error)
            return error;

        Meddle(fault, key, ForeignRecord.Length);
        ObjectRange? range = null;
        if (cloud.Find(key) is { } found)
        {
            var count = (int)Math.Clamp(found.LengthBytes - position, 0, destination.Length);
            range = count == 0 ? ObjectRange.Empty : new ObjectRange(count, found.LengthBytes);
            if (count > 0)
                found.Content.Slice((int)position, count).CopyTo(destination);
        }

        await TravelAsync(cancellationToken).ConfigureAwait(false);
        return range ?? StoreResult<ObjectRange>.Absent;
    }

    public async ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        var fault = NextFault("seal", key, position);
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        Meddle(fault, key, ForeignRecord.Length);
        var isThere = cloud.Find(key)?.LengthBytes == position;
        if (RefusalOf(fault, key, "seal of") is { } error)
            return error;
        if (isThere)
            cloud.Seal(key);
        await TravelAsync(cancellationToken).ConfigureAwait(false);
        return fault == StoreFault.AppliedThenLost ? NewError(StoreErrorKind.ConnectionLost, key, "seal of")
            : isThere ? new ObjectSeal(SealedAt)
            : NewError(StoreErrorKind.PositionConflict, key, "seal of");
    }

    public void Dispose() => DisposeCount++;

    private StoreFault NextFault(string operation, string key, long position, long lengthBytes = 0)
    {
        var call = new StoreCall(operation, key, position, StoreFault.None) { LengthBytes = lengthBytes };
        var fault = _script.TryDequeue(out var scripted) ? scripted : plan?.Invoke(call) ?? StoreFault.None;
        Calls.Add(call with { Fault = fault });
        return fault;
    }

    private async Task TravelAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time is not null && latency is not null)
            await time.DelayAsync(latency(), cancellationToken).ConfigureAwait(false);
    }

    private Task HangAsync(CancellationToken cancellationToken) =>
        time is null ? Task.CompletedTask : time.DelayAsync(RequestTimeout, cancellationToken);

    private async Task HauntAsync(string key, long position, byte[] bytes, bool holdsPosition)
    {
        var ghost = cloud.AddGhost(key, position);
        if (holdsPosition)
            cloud.Occupy(key, position, ghost);
        if (time is not null)
            await time.DelayAsync(GhostDelay()).ConfigureAwait(false);
        cloud.Release(ghost, bytes);
    }

    private static StoreError? RefusalOf(StoreFault fault, string key, string operation) => fault switch
    {
        StoreFault.Unreachable => NewError(StoreErrorKind.Unreachable, key, operation),
        StoreFault.Refused => NewError(StoreErrorKind.AccessDenied, key, operation) with { HttpStatus = 403, Code = "AccessDenied" },
        StoreFault.RefusedForUnknownReason => NewError(StoreErrorKind.Refused, key, operation) with { HttpStatus = 400, Code = "SomethingNew" },
        StoreFault.Throttled => NewError(StoreErrorKind.Throttled, key, operation) with { RetryAfter = TimeSpan.FromSeconds(1) },
        StoreFault.ServerErrorBefore => NewError(StoreErrorKind.ServerError, key, operation),
        StoreFault.LostBefore => NewError(StoreErrorKind.ConnectionLost, key, operation),
        StoreFault.Timeout => NewError(StoreErrorKind.Timeout, key, operation),
        _ => null,
    };

    /// <summary>For a read-only request, every lost or late response is the same.</summary>
    private async ValueTask<StoreError?> FailureOfReadAsync(StoreFault fault, string key, string operation, CancellationToken cancellationToken)
    {
        if (fault is StoreFault.Timeout or StoreFault.AppliedThenTimeout)
        {
            await HangAsync(cancellationToken).ConfigureAwait(false);
            return NewError(StoreErrorKind.Timeout, key, operation);
        }

        return RefusalOf(fault, key, operation) ?? fault switch
        {
            StoreFault.AppliedThenLost or StoreFault.Ghost or StoreFault.GhostAfterTimeout or StoreFault.GhostThatHolds or StoreFault.Wedged => NewError(StoreErrorKind.ConnectionLost, key, operation),
            StoreFault.AppliedThenServerError => NewError(StoreErrorKind.ServerError, key, operation),
            _ => null,
        };
    }

    private void Meddle(StoreFault fault, string key, int lengthBytes)
    {
        switch (fault)
        {
            case StoreFault.ForeignAppendBefore:
                cloud.AppendForeign(key, ForeignRecord);
                break;
            case StoreFault.ForeignAppendOfSameLengthBefore:
                cloud.AppendForeign(key, ForeignBytes(lengthBytes));
                break;
            case StoreFault.DeletedBefore:
                cloud.Delete(key);
                break;
            case StoreFault.ReplacedByNormalBefore:
                cloud.Put(key, ForeignBytes(cloud.Find(key)?.LengthBytes ?? 1), isAppendObject: false);
                break;
            case StoreFault.ReplacedByAppendBefore:
                cloud.Put(key, ForeignBytes(cloud.Find(key)?.LengthBytes ?? 1), isAppendObject: true);
                break;
            case StoreFault.SealedBefore:
                cloud.Seal(key);
                break;
            case StoreFault.ImmutableBefore:
                cloud.MakeImmutable(key);
                break;
        }
    }

    /// <summary>Returns bytes of another writer: a record, or the end of one.</summary>
    private static byte[] ForeignBytes(int lengthBytes)
    {
        var bytes = new byte[lengthBytes];
        Array.Fill(bytes, (byte)'f');
        if (lengthBytes > 0)
            bytes[^1] = (byte)'\n';
        return bytes;
    }

    private AppendResult AnswerTo(MemoryCloud.AppendOutcome result, string key, StoreFault fault) => result switch
    {
        MemoryCloud.AppendOutcome.Stored => Stored(cloud.Find(key)!, fault), // Not null: it was just stored on this thread.
        MemoryCloud.AppendOutcome.Occupied => new AppendResult.Occupied(NewError(StoreErrorKind.PositionOccupied, key, "append to")),
        MemoryCloud.AppendOutcome.WrongPosition => new AppendResult.Conflict(NewError(StoreErrorKind.PositionConflict, key, "append to"))
        {
            NextPosition = SaysPosition ? cloud.Find(key)?.LengthBytes ?? 0 : null,
        },
        _ => new AppendResult.NotAppendable(NewError(StoreErrorKind.NotAppendable, key, "append to")),
    };

    private AppendResult.Stored Stored(StoredObject stored, StoreFault fault) => new(new ObjectEnd(
        stored.LengthBytes + (fault == StoreFault.WrongPosition ? 1 : 0),
        cloud.IsCeph ? ContentChecksum.None : ChecksumOf(stored, fault)))
    {
        Contradiction = cloud.IsCeph && fault == StoreFault.WrongChecksum ? "it acknowledged other bytes" : null,
    };

    private ObjectEnd OldEndOf(StoredObject found) =>
        SaysChecksum ? found.EndBefore(cloud.IsCeph) : found.EndBefore(cloud.IsCeph) with { Checksum = ContentChecksum.None };

    private ContentChecksum ChecksumOf(StoredObject stored, StoreFault fault) =>
        !SaysChecksum || fault == StoreFault.NoChecksum ? ContentChecksum.None
        : cloud.IsCeph ? fault == StoreFault.WrongChecksum ? ContentChecksum.Of(stored.Chain.Value ^ 1) : stored.Chain
        : ContentChecksum.Of(fault == StoreFault.WrongChecksum ? stored.Crc64 ^ 1 : stored.Crc64);

    private static StoreError NewError(StoreErrorKind kind, string key, string operation) => new(kind, operation, key, "memory") { Store = "The test store" };
}
