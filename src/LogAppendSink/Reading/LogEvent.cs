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

    /// <summary>
    /// When it happened; null where the record has no time that can be read. A time without a zone is taken as UTC, a number as the time since
    /// 1970 in seconds, milliseconds, microseconds or nanoseconds, by its size. A text that cannot be read is kept as the property <c>@t</c>.
    /// </summary>
    public DateTimeOffset? Timestamp { get; private set; }

    /// <summary>Its level; <see cref="RecordLevel.Information"/> where the record says none, or one that is unknown.</summary>
    public RecordLevel Level { get; private set; } = RecordLevel.Information;

    /// <summary>Its level as the writer named it, e.g. <c>crit</c> or <c>Notice</c>; null where the record says none.</summary>
    public string? LevelName { get; private set; }

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

    /// <summary>
    /// The name of its level where that says more than <see cref="Level"/>: an unknown name, or one of another scale, such as <c>Notice</c>.
    /// </summary>
    internal string? ForeignLevelName => LevelName is { } name && !LevelNames.IsOwn(name) ? name.Trim() : null;

    /// <summary>
    /// Reads a record; false if it is not an event, which is one JSON object with <c>@t</c>, <c>@mt</c> or <c>@m</c>. White space and a byte order
    /// mark before the object are skipped.
    /// </summary>
    /// <param name="record">Without its line feed; the event's properties keep it.</param>
    /// <param name="logEvent">The event.</param>
    public static bool TryParse(ReadOnlyMemory<byte> record, [NotNullWhen(true)] out LogEvent? logEvent)
    {
        logEvent = null;
        record = record[RecordText.LeadingBytes(record.Span)..];
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
    public bool TryGetProperty(string name, out LogEventProperty property) => TryGetProperty(name.AsSpan(), out property);

    /// <summary>The message: as the record has it, or its template with the values in the holes, strings without quotes.</summary>
    public string RenderMessage() => Message ?? (MessageTemplate is null ? "" : MessageRenderer.Render(this));

    internal bool TryGetProperty(ReadOnlySpan<char> name, out LogEventProperty property)
    {
        for (var i = _properties.Count - 1; i >= 0; i--)
        {
            if (name.SequenceEqual(_properties[i].Name))
            {
                property = _properties[i];
                return true;
            }
        }

        property = default;
        return false;
    }

    /// <summary>A JSON value as text: a string without quotes, anything else as it is written. The reader stands on its last token then.</summary>
    internal static string? TextOf(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                return JsonElement.ParseValue(ref reader).GetRawText();
            default:
                return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private bool Read(ReadOnlyMemory<byte> record)
    {
        var reader = new Utf8JsonReader(record.Span);
        reader.Read();
        var isEvent = false;
        var (hasTime, hasLevel) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!; // A property has a name.
            reader.Read();
            isEvent |= name is "@t" or "@mt" or "@m";

            // Of a name that is there twice, the first is the event's, since filters stop looking there.
            var isTaken = name switch
            {
                "@t" when !hasTime => SetTime(ref reader, out hasTime),
                "@l" when !hasLevel => SetLevel(ref reader, out hasLevel),
                "@r" when reader.TokenType == JsonTokenType.StartArray => SetRenderings(ref reader),
                _ => SetReserved(name, ref reader),
            };
            if (isTaken)
                continue;

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _properties.Add(new LogEventProperty(
                name.StartsWith("@@", StringComparison.Ordinal) ? name[1..] : name,
                record[start..(int)reader.BytesConsumed]));
        }

        // One object, and nothing after it.
        return isEvent && reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private bool SetTime(ref Utf8JsonReader reader, out bool isSeen)
    {
        isSeen = true;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (!RecordTime.TryRead(ref reader, out var time))
            return false;
        Timestamp = time;
        return true;
    }

    private bool SetLevel(ref Utf8JsonReader reader, out bool isSeen)
    {
        isSeen = true;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            return false;
        LevelName = TextOf(ref reader) is { } name && !string.IsNullOrWhiteSpace(name) ? name : null;
        Level = LevelNames.Parse(LevelName);
        return true;
    }

    /// <summary>Every element has its place: a rendering that is no string counts, too.</summary>
    private bool SetRenderings(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _renderings.Add(TextOf(ref reader) ?? "");
        return true;
    }

    /// <summary>False for a name that has no meaning here, and for a value that a field of that name cannot have.</summary>
    private bool SetReserved(string name, ref Utf8JsonReader reader)
    {
        if (name is not ("@mt" or "@m" or "@x" or "@i" or "@tr" or "@sp"))
            return false;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.String && name is not ("@m" or "@x" or "@i"))
            return false;

        var text = TextOf(ref reader);
        switch (name)
        {
            case "@mt":
                MessageTemplate = text;
                break;
            case "@m":
                Message = text;
                break;
            case "@x":
                Exception = text;
                break;
            case "@i":
                EventId = text;
                break;
            case "@tr":
                TraceId = text;
                break;
            default:
                SpanId = text;
                break;
        }

        return true;
    }
}
