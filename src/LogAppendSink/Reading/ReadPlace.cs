namespace LogAppendSink.Reading;

/// <summary>How far a reader is in an object, with a witness to detect that the object was replaced.</summary>
/// <param name="Position">
/// Everything before this position has been read or skipped. A record starts here, or in a compressed object, a member.
/// </param>
/// <param name="SkipRecords">How many records from the position on have also been read.</param>
/// <param name="WindowBytes">How many bytes before the position <paramref name="WindowCrc"/> covers; 0 if they are unknown.</param>
/// <param name="WindowCrc">The CRC-32C of these bytes. If it differs, another object has the same key.</param>
internal readonly record struct ReadPlace(long Position, int SkipRecords = 0, int WindowBytes = 0, uint WindowCrc = 0)
{
    /// <summary>Enough to cover the end of a record including its time. The window is read in the same request as new bytes.</summary>
    internal const int WindowBytesMax = 128;

    /// <summary>Whether the window is within its limit and the object; false for a text that was changed.</summary>
    internal bool IsValid => WindowBytes >= 0 && WindowBytes <= Math.Min(WindowBytesMax, Position);

    /// <summary>Returns the place after some bytes.</summary>
    /// <param name="position">The position.</param>
    /// <param name="before">The bytes before the position, as many as are known.</param>
    internal static ReadPlace After(long position, ReadOnlySpan<byte> before)
    {
        var window = before[^Math.Min(before.Length, WindowBytesMax)..];
        return new ReadPlace(position, SkipRecords: 0, window.Length, Checksums.Crc32C.Append(0, window));
    }

    /// <summary>Whether the bytes before the position are unchanged.</summary>
    internal bool IsWitnessedBy(ReadOnlySpan<byte> window) => WindowBytes == 0 || Checksums.Crc32C.Append(0, window) == WindowCrc;
}
