using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace LogAppendSink.Reading;

/// <summary>An event, parsed from a record in compact log event format (<see href="https://clef-json.org"/>).</summary>
public sealed class LogEvent
{
    private readonly List<LogEventProperty> _properties = [];
    private readonly List<string> _renderings = [];

    private LogEvent()
    {
    }

    /// <summary>
    /// The event's time; null if the record has no readable time. A time without a zone is UTC. A number is the time since 1970 in seconds,
    /// milliseconds, microseconds or nanoseconds, detected by its size. An unreadable text is kept as the property <c>@t</c>.
    /// </summary>
    public DateTimeOffset? Timestamp { get; private set; }

    /// <summary>The level; <see cref="RecordLevel.Information"/> if the record has no level or an unknown one.</summary>
    public RecordLevel Level { get; private set; } = RecordLevel.Information;

    /// <summary>The level as the writer named it, e.g. <c>crit</c> or <c>Notice</c>; null if the record has none.</summary>
    public string? LevelName { get; private set; }

    /// <summary>The message template; null if the record has only a message.</summary>
    public string? MessageTemplate { get; private set; }

    /// <summary>The message, if the record stores it rendered; see <see cref="RenderMessage"/>.</summary>
    public string? Message { get; private set; }

    /// <summary>The text of the exception; null if there is no exception.</summary>
    public string? Exception { get; private set; }

    /// <summary>The event type, a number or a name; null if the record has none.</summary>
    public string? EventId { get; private set; }

    /// <summary>The trace id, in hexadecimal.</summary>
    public string? TraceId { get; private set; }

    /// <summary>The span id, in hexadecimal.</summary>
    public string? SpanId { get; private set; }

    /// <summary>The properties, in the order of the record.</summary>
    public IReadOnlyList<LogEventProperty> Properties => _properties;

    /// <summary>The stored renderings of the template's formatted holes, in order.</summary>
    public IReadOnlyList<string> Renderings => _renderings;

    /// <summary>The level name if it says more than <see cref="Level"/>: an unknown name, or one of another scale, such as
    /// <c>Notice</c>.</summary>
    internal string? ForeignLevelName => LevelName is { } name && !LevelNames.IsOwn(name) ? name.Trim() : null;

    /// <summary>
    /// Parses a record. Returns false if it is not an event: one JSON object with <c>@t</c>, <c>@mt</c> or <c>@m</c>. White space and a
    /// byte order mark before the object are skipped.
    /// </summary>
    /// <param name="record">The record, without its line feed; the event's properties keep a reference to it.</param>
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
            return false; // InvalidOperationException: a string that is not valid UTF-8.
        }

        logEvent = parsed;
        return true;
    }

    /// <summary>Finds a property by name; the last one if there are several.</summary>
    public bool TryGetProperty(string name, out LogEventProperty property) => TryGetProperty(name.AsSpan(), out property);

    /// <summary>Returns the message: as stored, or the template with its holes filled, strings without quotes.</summary>
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

    /// <summary>
    /// Returns a JSON value as text: a string without quotes, any other value as written. Leaves the reader on the value's last token.
    /// </summary>
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

            // The first of two equal names is the event's: filters also stop at the first.
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

    /// <summary>Keeps an entry for every element, also for one that is not a string: renderings are matched by index.</summary>
    private bool SetRenderings(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _renderings.Add(TextOf(ref reader) ?? "");
        return true;
    }

    /// <summary>Sets a reserved field. Returns false for an unknown name, or for a value of the wrong type.</summary>
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
