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
    private async ValueTask<HeadAnswer> LookAtDoubtAsync(ObjectName name, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        var answer = await store.HeadAsync(name.Key, cancellationToken).ConfigureAwait(false);
        if (answer is HeadAnswer.Failed || !IsContradiction(doubt, answer))
            return answer;

        // Its position is behind the object's end, or at the end that the append in doubt makes: it can be refused, but it changes nothing.
        // Where appends are chained, even one of nothing would.
        var authority = store.Rules.IsWitnessCrc64
            ? await store.AppendAsync(name.Key, doubt.After.LengthBytes, Nothing, cancellationToken).ConfigureAwait(false)
            : null;
        return (authority, doubt.SaidLength) switch
        {
            (AppendAnswer.Stored { Contradiction: null } stored, _) => new HeadAnswer.Found(stored.End, IsAppendObject: true, IsSealed: false),
            (AppendAnswer.Conflict { NextPosition: { } length }, _) => EndingAt(length),
            (AppendAnswer.NotAppendable, _) when answer is HeadAnswer.Found { TakesAppends: false } => answer,
            (AppendAnswer.Unanswered unanswered, _) => new HeadAnswer.Failed(unanswered.Error),
            (AppendAnswer.Refused { Error.Kind: not StoreErrorKind.Refused } refused, _) => new HeadAnswer.Failed(refused.Error),
            (null, { } length) => await CheckSaidLengthAsync(name, doubt, length, answer, cancellationToken).ConfigureAwait(false),
            _ => await LookByReadingAsync(name, doubt, answer, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// Whether a HEAD says that the object is shorter than it was known to be, or ends where the store has said that it does not end. It may be
    /// right, where the object was deleted or replaced.
    /// </summary>
    private bool IsContradiction(AppendState.InDoubt doubt, HeadAnswer answer)
    {
        // Where creation is not exclusive, nothing is appended to what does not exist.
        if (answer is HeadAnswer.Absent && !store.Rules.IsCreationExclusive)
            return true;

        if (doubt.IsClosed && answer is HeadAnswer.Found { TakesAppends: false })
            return false; // Both say so.

        var (beforeLength, seenLength) = (doubt.Before.LengthBytes, (answer as HeadAnswer.Found)?.End.LengthBytes ?? 0);

        // An earlier try may be in it, and the store has not looked; it may even have created the object.
        if (doubt is { IsClosed: true, IsRefused: false } && seenLength == beforeLength)
            return true;

        if (doubt.IsAcknowledged && seenLength < doubt.After.LengthBytes)
            return true;
        if (doubt.SaidLength is { } said)
            return seenLength < said || (seenLength == beforeLength && said != beforeLength);
        return seenLength < beforeLength || (doubt.IsConflicted && seenLength == beforeLength);
    }

    private static HeadAnswer EndingAt(long length) =>
        length == 0 ? new HeadAnswer.Absent() : new HeadAnswer.Found(new ObjectEnd(length, ContentWitness.None), IsAppendObject: true, IsSealed: false);

    /// <summary>What the store said to an append is newer than an old HEAD, but the object may have been deleted or replaced since.</summary>
    private async ValueTask<HeadAnswer> CheckSaidLengthAsync(
        ObjectName name,
        AppendState.InDoubt doubt,
        long said,
        HeadAnswer answer,
        CancellationToken cancellationToken)
    {
        if (said == 0)
            return answer;
        return await store.ReadAsync(name.Key, said - 1, lengthBytes: 1, cancellationToken).ConfigureAwait(false) switch
        {
            ReadAnswer.Failed failed => new HeadAnswer.Failed(failed.Error),
            ReadAnswer.Found => EndingAt(said),
            _ => await LookByReadingAsync(name, doubt, answer, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <summary>
    /// Where the store does not say the end, the bytes show whether it is behind the append in doubt, and if not, whether it is before it. Only an
    /// object without the byte before the append is as short as the HEAD says.
    /// </summary>
    private async ValueTask<HeadAnswer> LookByReadingAsync(ObjectName name, AppendState.InDoubt doubt, HeadAnswer answer, CancellationToken cancellationToken)
    {
        var (seenCrc64, error) = await ReadBackAsync(name, doubt.Before, doubt.After, cancellationToken).ConfigureAwait(false);
        if (error is not null)
            return new HeadAnswer.Failed(error);
        var endsAt = seenCrc64 is null ? 0 : doubt.After.LengthBytes;

        // A shorter or a longer request for the same records may be there in its place.
        for (var former = doubt.Former; former is not null; former = former.Former)
        {
            if (former.After.LengthBytes <= endsAt)
                continue;
            (seenCrc64, error) = await ReadBackAsync(name, former.Before, former.After, cancellationToken).ConfigureAwait(false);
            if (error is not null)
                return new HeadAnswer.Failed(error);
            if (seenCrc64 is not null)
                endsAt = former.After.LengthBytes;
        }

        if (endsAt > 0)
            return new HeadAnswer.Found(new ObjectEnd(endsAt, ContentWitness.None), IsAppendObject: true, IsSealed: doubt.IsClosed);
        if (doubt.Before.LengthBytes == 0)
            return answer;

        return await store.ReadAsync(name.Key, doubt.Before.LengthBytes - 1, lengthBytes: 1, cancellationToken).ConfigureAwait(false) switch
        {
            ReadAnswer.Failed failed => new HeadAnswer.Failed(failed.Error),
            ReadAnswer.Found => new HeadAnswer.Found(doubt.Before with { Witness = ContentWitness.None }, IsAppendObject: true, IsSealed: doubt.IsClosed),
            _ => answer,
        };
    }
}
