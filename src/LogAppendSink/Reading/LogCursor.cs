using System.Globalization;
using System.Text;

namespace LogAppendSink.Reading;

/// <summary>
/// The position of a reader in each object of a prefix. Its text is one line, with which another reader, also in another process, continues
/// with the next record.
/// </summary>
/// <remarks><code>
/// 1;logs/shop/20260301/web-1.clef@52714+3~128.9ae0daf1;logs/shop/…     key @ position + records ~ witness; keys percent-encoded
/// </code></remarks>
public sealed class LogCursor
{
    private const string Version = "1";

    private readonly SortedDictionary<string, ReadPlace> _places = new(StringComparer.Ordinal);

    /// <summary>A cursor that has read nothing, so everything is new.</summary>
    public static LogCursor Beginning => new();

    internal IReadOnlyDictionary<string, ReadPlace> Places => _places;

    internal void Set(string key, ReadPlace place) => _places[key] = place;

    internal void Remove(string key) => _places.Remove(key);

    internal LogCursor Copy()
    {
        var copy = new LogCursor();
        foreach (var (key, place) in _places)
            copy.Set(key, place);
        return copy;
    }

    /// <summary>Returns the cursor as one line of text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Version);
        foreach (var (key, place) in _places)
        {
            text.Append(';').Append(Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal));
            text.Append(CultureInfo.InvariantCulture, $"@{place.Position}");
            if (place.SkipRecords > 0)
                text.Append(CultureInfo.InvariantCulture, $"+{place.SkipRecords}");
            if (place.WindowBytes > 0)
                text.Append(CultureInfo.InvariantCulture, $"~{place.WindowBytes}.{place.WindowCrc:x8}");
        }

        return text.ToString();
    }

    /// <summary>Parses the text that <see cref="ToString"/> returned.</summary>
    /// <exception cref="FormatException">The text is not a cursor; the message says where it is invalid.</exception>
    public static LogCursor Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Trim().Split(';');
        if (parts[0] != Version)
            throw new FormatException($"The text is not a cursor: a cursor begins with '{Version};'.");

        var cursor = new LogCursor();
        foreach (var part in parts.Skip(1))
        {
            if (!TryAdd(cursor, part))
                throw new FormatException($"'{part}' is not a valid place in a cursor. The form is key@position, optionally "
                    + $"followed by +records and ~bytes.checksum.");
        }

        return cursor;
    }

    private static bool TryAdd(LogCursor cursor, string part)
    {
        var at = part.LastIndexOf('@');
        if (at <= 0)
            return false;

        var (numbers, window) = Cut(part[(at + 1)..], '~');
        var (position, skip) = Cut(numbers, '+');
        var (windowBytes, crc) = Cut(window ?? "0.0", '.');
        if (!long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var positionValue)
            || !int.TryParse(skip ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var skipValue)
            || !int.TryParse(windowBytes, NumberStyles.None, CultureInfo.InvariantCulture, out var windowValue)
            || !uint.TryParse(crc, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crcValue))
        {
            return false;
        }

        var place = new ReadPlace(positionValue, skipValue, windowValue, crcValue);
        if (place.IsValid)
            cursor.Set(Uri.UnescapeDataString(part[..at]), place);
        return place.IsValid;
    }

    private static (string First, string? Second) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
