using System.Globalization;
using System.Text.Json;
using LogAppendSink.Reading;

namespace LogAppendSink.Viewer.Api;

/// <summary>Writes an event for the page.</summary>
internal static class EventJson
{
    internal static void Write(Utf8JsonWriter writer, LogRecord record, LogEvent logEvent, string? host)
    {
        writer.WriteStartObject();
        writer.WriteString("k", "event");
        writer.WriteString("id", IdOf(record));
        if (logEvent.Timestamp is { } time)
            writer.WriteString("t", ViewerJson.Text(time));
        writer.WriteString("l", logEvent.Level.ToString());
        WriteKnown(writer, "ln", logEvent.ForeignLevelName);
        writer.WriteString("m", logEvent.RenderMessage());
        WriteKnown(writer, "mt", logEvent.MessageTemplate);
        WriteKnown(writer, "x", logEvent.Exception);
        WriteKnown(writer, "i", logEvent.EventId);
        writer.WriteStartObject("p");
        foreach (var property in logEvent.Properties)
        {
            writer.WritePropertyName(property.Name);
            var reader = new Utf8JsonReader(property.Json.Span);
            Copy(ref reader, writer);
        }

        writer.WriteEndObject();
        WriteKnown(writer, "tr", logEvent.TraceId);
        WriteKnown(writer, "sp", logEvent.SpanId);
        writer.WriteString("h", host);
        writer.WriteEndObject();
    }

    private static string IdOf(LogRecord record) => record.MemberIndex is { } index
        ? string.Create(CultureInfo.InvariantCulture, $"{record.Key}@{record.Position}+{index}")
        : string.Create(CultureInfo.InvariantCulture, $"{record.Key}@{record.Position}");

    private static void WriteKnown(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <summary>Copies token by token, so that each string is escaped by this encoder and not as its writer escaped it.</summary>
    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(JsonStrings.Of(ref reader));
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(JsonStrings.Of(ref reader));
                    break;
                case JsonTokenType.Number:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    writer.WriteBooleanValue(reader.TokenType == JsonTokenType.True);
                    break;
                default:
                    writer.WriteNullValue();
                    break;
            }
        }
    }
}
