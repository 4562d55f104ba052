using System.Globalization;

namespace LogAppendSink.Emulator.Operations;

/// <summary>A <c>Range</c> header, resolved for an object.</summary>
/// <param name="Kind">The kind of response.</param>
/// <param name="FirstByte">Position of the first byte to send.</param>
/// <param name="LengthBytes">How many bytes to send.</param>
internal readonly record struct RequestedRange(RequestedRangeKind Kind, long FirstByte, long LengthBytes)
{
    /// <summary>
    /// OSS has two behaviours. By default a range that is not completely inside the object is ignored and the whole object
    /// sent; with <c>x-oss-range-behavior: standard</c> it is cut at the end, and rejected if it is then empty.
    /// </summary>
    /// <remarks>Of several ranges the first is served; pages of the documentation disagree on that.</remarks>
    public static RequestedRange Resolve(string? header, bool isStandard, long objectLengthBytes)
    {
        var whole = new RequestedRange(RequestedRangeKind.Whole, 0, objectLengthBytes);

        if (header is null || !TryParse(header, out var first, out var last))
            return whole;

        if (first is null)
            return Suffix(suffixBytes: last ?? 0, isStandard, objectLengthBytes);

        if (first >= objectLengthBytes)
            return isStandard ? default : whole;

        var lastByte = last ?? objectLengthBytes - 1;

        if (lastByte >= objectLengthBytes)
        {
            if (!isStandard)
                return whole;

            lastByte = objectLengthBytes - 1;
        }

        return new RequestedRange(RequestedRangeKind.Part, first.Value, lastByte - first.Value + 1);
    }

    private static RequestedRange Suffix(long suffixBytes, bool isStandard, long objectLengthBytes)
    {
        if (suffixBytes > objectLengthBytes && isStandard)
            suffixBytes = objectLengthBytes;

        if (suffixBytes > 0 && suffixBytes <= objectLengthBytes)
            return new RequestedRange(RequestedRangeKind.Part, objectLengthBytes - suffixBytes, suffixBytes);

        return isStandard ? default : new RequestedRange(RequestedRangeKind.Whole, 0, objectLengthBytes);
    }

    private static bool TryParse(string header, out long? first, out long? last)
    {
        first = last = null;
        const string Unit = "bytes=";

        if (!header.StartsWith(Unit, StringComparison.Ordinal))
            return false;

        var bounds = header[Unit.Length..].Split(',')[0].Trim().Split('-');

        if (bounds.Length != 2 || !TryParseBound(bounds[0], out first) || !TryParseBound(bounds[1], out last))
            return false;

        return (first is not null || last is not null) && !(first > last);
    }

    private static bool TryParseBound(string text, out long? bound)
    {
        bound = null;

        if (text.Length == 0)
            return true;

        if (!text.All(char.IsAsciiDigit))
            return false;

        // A number that overflows is past every end.
        bound = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : long.MaxValue;
        return true;
    }
}
