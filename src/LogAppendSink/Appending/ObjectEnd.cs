using System.Globalization;

namespace LogAppendSink.Appending;

/// <summary>Where an object ends: its length, and a witness of the content up to there.</summary>
internal readonly record struct ObjectEnd(long LengthBytes, ContentWitness Witness)
{
    /// <summary>
    /// Whether both can be the end of the same content. Where either witness is missing, the length alone speaks; who
    /// needs a proof then reads the bytes back.
    /// </summary>
    internal bool IsConsistentWith(ObjectEnd other) =>
        LengthBytes == other.LengthBytes && (!Witness.IsKnown || !other.Witness.IsKnown || Witness == other.Witness);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{LengthBytes} bytes{(Witness.IsKnown ? $" with checksum {Witness.Value}" : "")}");
}
