using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>The decisions about an append in doubt, as pure functions.</summary>
internal static class Settlement
{
    /// <summary>Decides from the end of the object.</summary>
    /// <param name="doubt">The append.</param>
    /// <param name="seen">Where the object ends; an absent object ends at 0.</param>
    /// <param name="takesAppends">Whether the object can still grow: an append object, neither sealed nor immutable, or absent.</param>
    internal static NextStep Settle(AppendState.InDoubt doubt, ObjectEnd seen, bool takesAppends)
    {
        // The length equals the end before the append. The store compares only lengths, so a request in flight can still be applied, even
        // if the object was replaced. Resend at the same position: the store accepts one of the two requests and refuses the other.
        if (seen.LengthBytes == doubt.Before.LengthBytes)
        {
            // The refusal applies only to the old object. A replacement may accept appends.
            var isClosed = !takesAppends || (doubt.IsClosed && seen.IsConsistentWith(doubt.Before));
            return isClosed ? NextStep.Roll : NextStep.SendAgain;
        }

        // The length alone proves nothing: another writer may have appended as many bytes.
        if (seen.LengthBytes == doubt.After.LengthBytes && seen.Checksum.IsKnown && seen.Checksum == doubt.After.Checksum)
            return NextStep.Acknowledge;

        // The length does not show whether the append is stored. If it is, its bytes are in [before, after).
        if (seen.LengthBytes >= doubt.After.LengthBytes)
            return NextStep.ReadBack;

        // The end is between before and after, so a smaller append of another writer is at this position.
        if (seen.LengthBytes > doubt.Before.LengthBytes)
            return NextStep.Yield;

        return NextStep.Roll; // Shorter: the object was replaced. The request can be applied only if it grows to exactly that length again.
    }

    /// <summary>Decides from the stored bytes at the position of the append.</summary>
    internal static NextStep SettleByContent(AppendState.InDoubt doubt, ulong seenCrc64) =>
        seenCrc64 == doubt.BodyCrc64 ? NextStep.Acknowledge : NextStep.Yield;
}
