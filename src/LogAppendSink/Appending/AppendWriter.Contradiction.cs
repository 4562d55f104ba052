using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>
/// Checks a HEAD that contradicts the response to an append. A cache on the way may repeat an old response to a HEAD, but never one to an
/// append. If the old response were believed, an append that is stored would be sent to the next object too.
/// </content>
internal sealed partial class AppendWriter
{
    private static readonly AppendBody Nothing = AppendBody.Of(ReadOnlySequence<byte>.Empty);

    /// <summary>Finds where the object of an append in doubt ends.</summary>
    private async ValueTask<StoreResult<ObjectDescription>> LookAtDoubtAsync(
        ObjectName name, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        var head = await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false);
        if (head.Error is not null || !IsContradiction(doubt, head))
            return head;

        // An empty append at the end that the append in doubt makes: it can be refused, but it changes nothing. On a store with chained
        // checksums it would change the object, so there the bytes are read.
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
    /// Whether a HEAD shows the object shorter than it was, or an end that the store has denied. The HEAD can be right: the object may have
    /// been deleted or replaced.
    /// </summary>
    private bool IsContradiction(AppendState.InDoubt doubt, StoreResult<ObjectDescription> head)
    {
        // Where creation is not exclusive, appends go only to objects that exist.
        if (head.IsAbsent && !store.Promises.IsCreationExclusive)
            return true;

        if (doubt.IsClosed && head is { Value.TakesAppends: false })
            return false; // Both responses agree.

        var (beforeLength, seenLength) = (doubt.Before.LengthBytes, head.Value?.LengthBytes ?? 0);

        // An earlier try may have been applied, and may even have created the object.
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

    /// <summary>
    /// Checks the length in the response to an append. It is newer than an old HEAD, but the object may have been deleted or replaced
    /// since.
    /// </summary>
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
    /// Where the store does not return the end, reading shows whether the append in doubt is there, and if not, whether the byte before it
    /// is. Only an object without that byte is as short as the HEAD shows.
    /// </summary>
    private async ValueTask<StoreResult<ObjectDescription>> LookByReadingAsync(
        ObjectName name, AppendState.InDoubt doubt, StoreResult<ObjectDescription> head, CancellationToken cancellationToken)
    {
        var (seenCrc64, error) = await ReadBackAsync(name, doubt.Before, doubt.After, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return error;
        var endsAt = seenCrc64 is null ? 0 : doubt.After.LengthBytes;

        // An earlier request for the same records, shorter or longer, may be there in its place.
        for (var earlier = doubt.Earlier; earlier is not null; earlier = earlier.Earlier)
        {
            if (earlier.After.LengthBytes <= endsAt)
                continue;
            (seenCrc64, error) = await ReadBackAsync(name, earlier.Before, earlier.After, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                return error;
            if (seenCrc64 is not null)
                endsAt = earlier.After.LengthBytes;
        }

        if (endsAt > 0)
            return ObjectDescription.Of(name.Key, new ObjectEnd(endsAt, ContentChecksum.None), isSealed: doubt.IsClosed);
        if (doubt.Before.LengthBytes == 0)
            return head;

        return await store.ReadAsync(name.Key, doubt.Before.LengthBytes - 1, new byte[1], cancellationToken).ConfigureAwait(false) switch
        {
            { Error: { } failure } => failure,
            { Value.CountBytes: 1 } =>
                ObjectDescription.Of(name.Key, doubt.Before with { Checksum = ContentChecksum.None }, isSealed: doubt.IsClosed),
            _ => head,
        };
    }
}
