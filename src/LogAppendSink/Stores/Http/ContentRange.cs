using System.Globalization;

namespace LogAppendSink.Stores.Http;

/// <summary>The header <c>Content-Range: bytes first-last/length</c>.</summary>
/// <param name="FirstByte">The position of the first byte.</param>
/// <param name="CountBytes">The number of bytes.</param>
/// <param name="LengthBytes">The length of the object, in bytes.</param>
internal readonly record struct ContentRange(long FirstByte, long CountBytes, long LengthBytes)
{
    private const string Unit = "bytes ";

    /// <summary>Parses the header. Returns null if it is absent, malformed or inconsistent.</summary>
    internal static ContentRange? TryParse(string? header)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.Ordinal))
            return null;

        var text = header.AsSpan(Unit.Length);
        var (dash, slash) = (text.IndexOf('-'), text.IndexOf('/'));
        return dash > 0 && slash > dash
            && TryParse(text[..dash], out var first) && TryParse(text[(dash + 1)..slash], out var last)
            && TryParse(text[(slash + 1)..], out var length)
            && first <= last && last < length
                ? new ContentRange(first, last - first + 1, length)
                : null;
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
