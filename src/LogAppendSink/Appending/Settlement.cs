using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The decisions about an append in doubt, as pure functions.</summary>
internal static class Settlement
{
    /// <summary>Decides from the end of the object.</summary>
    /// <param name="doubt">The append.</param>
    /// <param name="seen">Where the object ends; an absent object ends at 0.</param>
    /// <param name="takesAppends">Whether it can still grow: an append object, neither sealed nor immutable, or absent.</param>
    internal static NextStep Settle(AppendState.InDoubt doubt, ObjectEnd seen, bool takesAppends)
    {
        // At this length a request in flight can still be applied, because a store compares lengths and not content. So even if other bytes
        // show that the object was replaced, only the same position is safe: the store accepts one of the two requests and refuses the
        // other.
        if (seen.LengthBytes == doubt.Before.LengthBytes)
        {
            // A refusal of further appends concerns that object, not one that has replaced it.
            var isClosed = !takesAppends || (doubt.IsClosed && seen.IsConsistentWith(doubt.Before));
            return isClosed ? NextStep.Roll : NextStep.SendAgain;
        }

        // The length alone proves nothing: another writer may have appended as many bytes.
        if (seen.LengthBytes == doubt.After.LengthBytes && seen.Checksum.IsKnown && seen.Checksum == doubt.After.Checksum)
            return NextStep.Acknowledge;

        // The end does not show whether the bytes are before it. They are in [before, after), or they are not stored.
        if (seen.LengthBytes >= doubt.After.LengthBytes)
            return NextStep.ReadBack;

        // Between the two ends: a smaller append of another writer has taken the position.
        if (seen.LengthBytes > doubt.Before.LengthBytes)
            return NextStep.Yield;

        return NextStep.Roll; // Shorter: the object was replaced. The request can be applied only if it grows to exactly that length again.
    }

    /// <summary>Decides from the bytes at its position.</summary>
    internal static NextStep SettleByContent(AppendState.InDoubt doubt, ulong seenCrc64) =>
        seenCrc64 == doubt.BodyCrc64 ? NextStep.Acknowledge : NextStep.Yield;
}
