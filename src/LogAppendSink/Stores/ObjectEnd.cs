using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LogAppendSink.Stores;

/// <summary>The end of an object: its length, and a checksum of the content up to there.</summary>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
/// <param name="Checksum">The checksum; <see cref="ContentChecksum.None"/> if the store returned none.</param>
[Experimental(ExperimentalApi.Store)]
public readonly record struct ObjectEnd(long LengthBytes, ContentChecksum Checksum)
{
    /// <summary>
    /// Returns whether both can be the end of the same content. If a checksum is missing, only the lengths are compared. A caller that
    /// needs proof must then read the bytes back.
    /// </summary>
    public bool IsConsistentWith(ObjectEnd other) =>
        LengthBytes == other.LengthBytes && (!Checksum.IsKnown || !other.Checksum.IsKnown || Checksum == other.Checksum);

    /// <summary>The length and the checksum, for messages.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{LengthBytes} bytes{(Checksum.IsKnown ? $" with checksum {Checksum.Value}" : "")}");
}
