using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>Looks for one thing in a CLEF record without reading the rest of it.</summary>
public static class RecordProbe
{
    /// <summary>
    /// The level of a record; <see cref="RecordLevel.Information"/> where it says none, which is what CLEF means by that. Null for what is no
    /// CLEF record.
    /// </summary>
    public static RecordLevel? LevelOf(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty || record[0] != (byte)'{')
            return null;

        // No such name anywhere, written plainly or with an escape: most records end here, at the speed of memory.
        if (record.IndexOf("\"@l\""u8) < 0 && record.IndexOf("\\u0040"u8) < 0)
            return RecordLevel.Information;

        try
        {
            var reader = new Utf8JsonReader(record);
            return !TryFind(ref reader, "@l"u8) ? RecordLevel.Information
                : reader.TokenType == JsonTokenType.String ? LevelNames.Parse(reader.GetString()) : RecordLevel.Information;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // The second: a string that is no valid UTF-8, or half a surrogate pair.
        }
    }

    /// <summary>The time of a record; null for what has none.</summary>
    public static DateTimeOffset? TimestampOf(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty || record[0] != (byte)'{')
            return null;

        try
        {
            var reader = new Utf8JsonReader(record);
            return TryFind(ref reader, "@t"u8) && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var timestamp) ? timestamp : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // The second: a string that is no valid UTF-8, or half a surrogate pair.
        }
    }

    /// <summary>Whether the text is one whole JSON object.</summary>
    internal static bool IsObject(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Goes to the value of a member of the record itself.</summary>
    private static bool TryFind(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(name);
            reader.Read();
            if (isIt)
                return true;
            reader.Skip();
        }

        return false;
    }
}
