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
        // An append is applied whole or not at all, so only at these two ends does nobody else's hand show.
        // Sending again is safe even if the first request is still on its way: both name the same position, so
        // the store accepts one of them and answers the other with a conflict.
        if (seen.IsConsistentWith(doubt.Before))
            return takesAppends && !doubt.IsClosed ? NextStep.SendAgain : NextStep.Roll;

        // The length alone does not prove it: another writer may have filled exactly that room.
        if (seen.LengthBytes == doubt.After.LengthBytes && seen.Witness.IsKnown && seen.Witness == doubt.After.Witness)
            return NextStep.Acknowledge;

        // The end alone cannot tell whether our bytes are below it: they are in [before, after) or nowhere.
        if (seen.LengthBytes >= doubt.After.LengthBytes)
            return NextStep.ReadBack;

        // Further, but not as far as ours would reach: a smaller append of somebody else has taken the position.
        if (seen.LengthBytes > doubt.Before.LengthBytes)
            return NextStep.Yield;

        return NextStep.Roll; // shorter, or as long with other bytes: the object was replaced
    }

    /// <summary>Settles it from the bytes that stand in its place.</summary>
    internal static NextStep SettleByContent(AppendState.InDoubt doubt, ulong seenCrc64) =>
        seenCrc64 == doubt.BodyCrc64 ? NextStep.Acknowledge : NextStep.Yield;
}
