namespace LogAppendSink.Reading;

/// <summary>How far a reader is in an object, and a witness that it is still the object it was.</summary>
/// <param name="Position">All before it has been read, or is not to be. A record begins here; in a compressed object, a member.</param>
/// <param name="SkipRecords">How many records from there on have been read, too.</param>
/// <param name="WindowBytes">How many bytes before the position <paramref name="WindowCrc"/> is of; 0 where nobody looked at them.</param>
/// <param name="WindowCrc">Their CRC-32C. An object with other bytes there is another object of the same key.</param>
internal readonly record struct ReadPlace(long Position, int SkipRecords, int WindowBytes, uint WindowCrc)
{
    /// <summary>The end of a record with its time in it would do; more costs nothing, as it rides on a request that is sent anyway.</summary>
    internal const int WindowBytesMax = 128;

    /// <summary>The place behind so many bytes.</summary>
    /// <param name="position">The place.</param>
    /// <param name="before">The bytes before it, as many as are known.</param>
    internal static ReadPlace Behind(long position, ReadOnlySpan<byte> before)
    {
        var window = before[^Math.Min(before.Length, WindowBytesMax)..];
        return new ReadPlace(position, SkipRecords: 0, window.Length, Checksums.Crc32C.Append(0, window));
    }

    /// <summary>Whether these are the bytes that stood before the position.</summary>
    internal bool IsWitnessedBy(ReadOnlySpan<byte> window) => WindowBytes == 0 || Checksums.Crc32C.Append(0, window) == WindowCrc;
}
