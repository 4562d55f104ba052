using System.Globalization;

namespace LogAppendSink.Stores;

/// <summary>Where an object ends: its length, and a checksum of the content up to there.</summary>
internal readonly record struct ObjectEnd(long LengthBytes, ContentWitness Witness)
{
    /// <summary>
    /// Whether both can be the end of the same content. Without one of the checksums only the lengths are compared; a caller that needs a proof
    /// reads the bytes back.
    /// </summary>
    internal bool IsConsistentWith(ObjectEnd other) =>
        LengthBytes == other.LengthBytes && (!Witness.IsKnown || !other.Witness.IsKnown || Witness == other.Witness);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{LengthBytes} bytes{(Witness.IsKnown ? $" with checksum {Witness.Value}" : "")}");
}
