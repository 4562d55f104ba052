using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>An event, read from a record in the compact log event format (<see href="https://clef-json.org"/>).</summary>
public sealed class LogEvent
{
    private readonly List<LogEventProperty> _properties = [];
    private readonly List<string> _renderings = [];

    private LogEvent()
    {
    }

    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; private set; }

    /// <summary>Its level; <see cref="RecordLevel.Information"/> where the record says none.</summary>
    public RecordLevel Level { get; private set; } = RecordLevel.Information;

    /// <summary>Its message template; null where it has a message only.</summary>
    public string? MessageTemplate { get; private set; }

    /// <summary>Its message, where the record has it rendered; see <see cref="RenderMessage"/>.</summary>
    public string? Message { get; private set; }

    /// <summary>The text of its exception; null where there is none.</summary>
    public string? Exception { get; private set; }

    /// <summary>Its type, a number or a name; null where it has none.</summary>
    public string? EventId { get; private set; }

    /// <summary>The trace that it belongs to, in hexadecimal.</summary>
    public string? TraceId { get; private set; }

    /// <summary>The span that it belongs to, in hexadecimal.</summary>
    public string? SpanId { get; private set; }

    /// <summary>Its properties, in the order of the record.</summary>
    public IReadOnlyList<LogEventProperty> Properties => _properties;

    /// <summary>How the holes of the template that have a format were rendered, in the template's order.</summary>
    public IReadOnlyList<string> Renderings => _renderings;

    /// <summary>Reads a record; false for what is none: no JSON object on one line, or one without a time.</summary>
    /// <param name="record">Without its line feed; the event's properties keep it.</param>
    /// <param name="logEvent">The event.</param>
    public static bool TryParse(ReadOnlyMemory<byte> record, [NotNullWhen(true)] out LogEvent? logEvent)
    {
        logEvent = null;
        if (record.IsEmpty || record.Span[0] != (byte)'{')
            return false;

        var parsed = new LogEvent();
        try
        {
            if (!parsed.Read(record))
                return false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false; // The second: a string that is no valid UTF-8.
        }

        logEvent = parsed;
        return true;
    }

    /// <summary>The property of a name, the last where there are several.</summary>
    public bool TryGetProperty(string name, out LogEventProperty property)
    {
        for (var i = _properties.Count - 1; i >= 0; i--)
        {
            if (_properties[i].Name == name)
            {
                property = _properties[i];
                return true;
            }
        }

        property = default;
        return false;
    }

    /// <summary>The message: as the record has it, or its template with the values in the holes, strings without quotes.</summary>
    public string RenderMessage() => Message ?? (MessageTemplate is null ? "" : MessageRenderer.Render(this));

    private bool Read(ReadOnlyMemory<byte> record)
    {
        var reader = new Utf8JsonReader(record.Span);
        reader.Read();
        bool? hasTime = null;
        var hasLevel = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!; // A property has a name.
            reader.Read();

            // Of a name that is there twice the first is the event's, since filters stop looking there.
            if (name == "@t" && hasTime is null)
            {
                hasTime = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var timestamp);
                Timestamp = hasTime == true ? reader.GetDateTimeOffset() : default;
            }
            else if (name == "@r" && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (reader.TokenType == JsonTokenType.String)
                        _renderings.Add(reader.GetString()!); // As the line above says.
                    else
                        reader.Skip();
                }
            }
            else if ((name == "@l" && hasLevel) || !SetReserved(name, ref reader))
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                _properties.Add(new LogEventProperty(
                    name.StartsWith("@@", StringComparison.Ordinal) ? name[1..] : name,
                    record[start..(int)reader.BytesConsumed]));
            }

            hasLevel |= name == "@l";
        }

        // One object, and nothing behind it.
        return hasTime == true && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    /// <summary>False for a name that means nothing of its own here.</summary>
    private bool SetReserved(string name, ref Utf8JsonReader reader)
    {
        if (name.Length < 2 || name[0] != '@' || name[1] == '@')
            return false;

        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when name == "@i" => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => null,
        };
        if (text is null)
            return false;

        switch (name)
        {
            case "@mt":
                MessageTemplate = text;
                return true;
            case "@m":
                Message = text;
                return true;
            case "@l":
                Level = LevelNames.Parse(text);
                return true;
            case "@x":
                Exception = text;
                return true;
            case "@i":
                EventId = text;
                return true;
            case "@tr":
                TraceId = text;
                return true;
            case "@sp":
                SpanId = text;
                return true;
            default:
                return false;
        }
    }
}
