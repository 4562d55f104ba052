using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The decisions about an unanswered append. They look at nothing but what they are given.</summary>
internal static class Settlement
{
    /// <summary>Settles an unanswered append from where the object now ends.</summary>
    /// <param name="doubt">The append.</param>
    /// <param name="seen">Where the object ends; an absent object ends at 0.</param>
    /// <param name="takesAppends">Whether it can still grow: an append object, neither sealed nor immutable, or absent.</param>
    internal static NextStep Settle(AppendState.InDoubt doubt, ObjectEnd seen, bool takesAppends)
    {
        // At this length the request may yet be applied, if it is still on its way: a store compares lengths, not content. So
        // even where other bytes show that the object was replaced beside us, only sending again at the same position is safe:
        // the store accepts one of the two requests and answers the other with a conflict.
        if (seen.LengthBytes == doubt.Before.LengthBytes)
        {
            // What the store said of the object's end holds for that object, not for one that has taken its place.
            var isClosed = !takesAppends || (doubt.IsClosed && seen.IsConsistentWith(doubt.Before));
            return isClosed ? NextStep.Roll : NextStep.SendAgain;
        }

        // The length alone does not prove it: another writer may have filled exactly that room.
        if (seen.LengthBytes == doubt.After.LengthBytes && seen.Checksum.IsKnown && seen.Checksum == doubt.After.Checksum)
            return NextStep.Acknowledge;

        // The end alone cannot tell whether our bytes are below it: they are in [before, after) or nowhere.
        if (seen.LengthBytes >= doubt.After.LengthBytes)
            return NextStep.ReadBack;

        // Further, but not as far as ours would reach: a smaller append of somebody else has taken the position.
        if (seen.LengthBytes > doubt.Before.LengthBytes)
            return NextStep.Yield;

        return NextStep.Roll; // Shorter: the object was replaced. The request fits only where it has grown to that very length again.
    }

    /// <summary>Settles it from the bytes that stand in its place.</summary>
    internal static NextStep SettleByContent(AppendState.InDoubt doubt, ulong seenCrc64) =>
        seenCrc64 == doubt.BodyCrc64 ? NextStep.Acknowledge : NextStep.Yield;
}
