using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>Looks for one thing in a CLEF record without reading the rest of it.</summary>
public static class RecordProbe
{
    /// <summary>
    /// The level of a record; <see cref="RecordLevel.Information"/> where it says none, which is what CLEF means by that, and where its level
    /// is unknown. Null if it is not a CLEF record.
    /// </summary>
    public static RecordLevel? LevelOf(ReadOnlySpan<byte> record) => LevelOf(record, out _);

    /// <summary>The time of a record; null if it has none. A time without a zone is taken as UTC.</summary>
    public static DateTimeOffset? TimestampOf(ReadOnlySpan<byte> record)
    {
        record = RecordText.TrimStart(record);
        if (record.IsEmpty || record[0] != (byte)'{')
            return null;

        try
        {
            var reader = new Utf8JsonReader(record);
            return TryFind(ref reader, "@t"u8) && RecordTime.TryRead(ref reader, out var timestamp) ? timestamp : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // The second: a string that is no valid UTF-8, or half a surrogate pair.
        }
    }

    /// <param name="record">The record.</param>
    /// <param name="unknownName">The name of its level where that is unknown, so that the level may be wrong; else null.</param>
    internal static RecordLevel? LevelOf(ReadOnlySpan<byte> record, out string? unknownName)
    {
        unknownName = null;
        record = RecordText.TrimStart(record);
        if (record.IsEmpty || record[0] != (byte)'{')
            return null;

        // No such name anywhere, written plainly or with an escape: most records end here, at the speed of memory.
        if (record.IndexOf("\"@l\""u8) < 0 && record.IndexOf("\\u0040"u8) < 0)
            return RecordLevel.Information;

        try
        {
            var reader = new Utf8JsonReader(record);
            if (!TryFind(ref reader, "@l"u8) || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
                return RecordLevel.Information;

            var name = LogEvent.TextOf(ref reader);
            unknownName = LevelNames.TryParse(name, out var level) || string.IsNullOrWhiteSpace(name) ? null : name;
            return level;
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
            var reader = new Utf8JsonReader(RecordText.TrimStart(text));
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
