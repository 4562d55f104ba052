using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>Finds one field of a CLEF record without parsing the rest.</summary>
public static class RecordProbe
{
    /// <summary>
    /// Returns the level of a record. A missing level means <see cref="RecordLevel.Information"/> in CLEF, and so does an unknown one here.
    /// Null if the record is not CLEF.
    /// </summary>
    public static RecordLevel? LevelOf(ReadOnlySpan<byte> record) => LevelOf(record, out _);

    /// <summary>Returns the time of a record; null if it has none. A time without a zone is UTC.</summary>
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
            return null; // InvalidOperationException: a string that is not valid UTF-8, or half a surrogate pair.
        }
    }

    /// <param name="record">The record.</param>
    /// <param name="unknownName">The level's name if it is unknown, so that the returned level may be wrong; otherwise null.</param>
    internal static RecordLevel? LevelOf(ReadOnlySpan<byte> record, out string? unknownName)
    {
        unknownName = null;
        record = RecordText.TrimStart(record);
        if (record.IsEmpty || record[0] != (byte)'{')
            return null;

        // Most records end here without parsing: the name does not occur, neither plain nor escaped.
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
            return null; // InvalidOperationException: a string that is not valid UTF-8, or half a surrogate pair.
        }
    }

    /// <summary>Whether the text is exactly one JSON object.</summary>
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

    /// <summary>Moves to the value of a top-level member.</summary>
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
