using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>
/// What is done where a HEAD contradicts what the store has said to an append. A cache on the way may repeat an old response to a HEAD, and none
/// repeats one to an append. Were the old response believed, an append that is stored would be sent to the next object too.
/// </content>
internal sealed partial class AppendWriter
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    /// <summary>Where the object of an append in doubt ends.</summary>
    private async ValueTask<StoreResult<ObjectDescription>> LookAtDoubtAsync(ObjectName name, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        var head = await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false);
        if (head.Error is not null || !IsContradiction(doubt, head))
            return head;

        // Its position is behind the object's end, or at the end that the append in doubt makes: it can be refused, but it changes nothing.
        // Where appends are chained, even one of nothing would.
        var authority = store.Promises.IsChecksumCrc64
            ? await store.AppendAsync(name.Key, doubt.After.LengthBytes, Nothing, cancellationToken).ConfigureAwait(false)
            : null;
        return (authority, doubt.SaidLength) switch
        {
            (AppendResult.Stored { Contradiction: null } stored, _) => ObjectDescription.Of(name.Key, stored.End),
            (AppendResult.Conflict { NextPosition: { } length }, _) => EndingAt(name, length),
            (AppendResult.NotAppendable, _) when head is { Value.TakesAppends: false } => head,
            (AppendResult.InDoubt inDoubt, _) => inDoubt.Error,
            (AppendResult.Refused { Error.Kind: not StoreErrorKind.Refused } refused, _) => refused.Error,
            (null, { } length) => await CheckSaidLengthAsync(name, doubt, length, head, cancellationToken).ConfigureAwait(false),
            _ => await LookByReadingAsync(name, doubt, head, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// Whether a HEAD says that the object is shorter than it was known to be, or ends where the store has said that it does not end. It may be
    /// right, where the object was deleted or replaced.
    /// </summary>
    private bool IsContradiction(AppendState.InDoubt doubt, StoreResult<ObjectDescription> head)
    {
        // Where creation is not exclusive, nothing is appended to what does not exist.
        if (head.IsAbsent && !store.Promises.IsCreationExclusive)
            return true;

        if (doubt.IsClosed && head is { Value.TakesAppends: false })
            return false; // Both say so.

        var (beforeLength, seenLength) = (doubt.Before.LengthBytes, head.Value?.LengthBytes ?? 0);

        // An earlier try may be in it, and the store has not looked; it may even have created the object.
        if (doubt is { IsClosed: true, IsRefused: false } && seenLength == beforeLength)
            return true;

        if (doubt.IsAcknowledged && seenLength < doubt.After.LengthBytes)
            return true;
        if (doubt.SaidLength is { } said)
            return seenLength < said || (seenLength == beforeLength && said != beforeLength);
        return seenLength < beforeLength || (doubt.IsConflicted && seenLength == beforeLength);
    }

    private static StoreResult<ObjectDescription> EndingAt(ObjectName name, long length) =>
        length == 0 ? StoreResult<ObjectDescription>.Absent : ObjectDescription.Of(name.Key, new ObjectEnd(length, ContentChecksum.None));

    /// <summary>What the store said to an append is newer than an old HEAD, but the object may have been deleted or replaced since.</summary>
    private async ValueTask<StoreResult<ObjectDescription>> CheckSaidLengthAsync(
        ObjectName name,
        AppendState.InDoubt doubt,
        long said,
        StoreResult<ObjectDescription> head,
        CancellationToken cancellationToken)
    {
        if (said == 0)
            return head;
        return await store.ReadAsync(name.Key, said - 1, new byte[1], cancellationToken).ConfigureAwait(false) switch
        {
            { Error: { } error } => error,
            { Value.CountBytes: 1 } => EndingAt(name, said),
            _ => await LookByReadingAsync(name, doubt, head, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// Where the store does not say the end, the bytes show whether it is behind the append in doubt, and if not, whether it is before it. Only an
    /// object without the byte before the append is as short as the HEAD says.
    /// </summary>
    private async ValueTask<StoreResult<ObjectDescription>> LookByReadingAsync(
        ObjectName name, AppendState.InDoubt doubt, StoreResult<ObjectDescription> head, CancellationToken cancellationToken)
    {
        var (seenCrc64, error) = await ReadBackAsync(name, doubt.Before, doubt.After, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return error;
        var endsAt = seenCrc64 is null ? 0 : doubt.After.LengthBytes;

        // A shorter or a longer request for the same records may be there in its place.
        for (var former = doubt.Former; former is not null; former = former.Former)
        {
            if (former.After.LengthBytes <= endsAt)
                continue;
            (seenCrc64, error) = await ReadBackAsync(name, former.Before, former.After, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                return error;
            if (seenCrc64 is not null)
                endsAt = former.After.LengthBytes;
        }

        if (endsAt > 0)
            return ObjectDescription.Of(name.Key, new ObjectEnd(endsAt, ContentChecksum.None), isSealed: doubt.IsClosed);
        if (doubt.Before.LengthBytes == 0)
            return head;

        return await store.ReadAsync(name.Key, doubt.Before.LengthBytes - 1, new byte[1], cancellationToken).ConfigureAwait(false) switch
        {
            { Error: { } failure } => failure,
            { Value.CountBytes: 1 } => ObjectDescription.Of(name.Key, doubt.Before with { Checksum = ContentChecksum.None }, isSealed: doubt.IsClosed),
            _ => head,
        };
    }
}
