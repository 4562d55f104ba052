using System.Diagnostics;
using System.Globalization;

namespace LogAppendSink.Clef;

/// <summary>
/// Writes one record in the compact log event format (<see href="https://clef-json.org"/>) as UTF-8, byte for byte as
/// Serilog's <c>CompactJsonFormatter</c> and <c>JsonValueFormatter</c> write it, ended by <c>\n</c>.
/// </summary>
/// <remarks>
/// <para>
/// One record: <see cref="Begin"/>; then the reserved fields that apply, in the convention's order
/// <c>@mt</c> or <c>@m</c>, <c>@i</c>, <c>@r</c>, <c>@l</c>, <c>@x</c>, <c>@tr</c>, <c>@sp</c>; then for each property
/// <see cref="WritePropertyName(ReadOnlySpan{char})"/> and one value; then <see cref="End"/>. The order of calls is the order in the record.
/// </para>
/// <para>
/// Any string can be written: control characters are escaped, and half a surrogate pair becomes U+FFFD, so a record is
/// always one line of valid JSON. Nothing is allocated, except by the <c>ToString()</c> of exceptions and of types that
/// have no JSON form. Not thread-safe.
/// </para>
/// </remarks>
public sealed partial class ClefWriter
{
    /// <summary>
    /// Deepest nesting that readers take, the record itself included. System.Text.Json refuses more than 64 levels by
    /// default, and a front end that recurses deeper risks the stack: it should write a text where <see cref="Depth"/>
    /// has reached this.
    /// </summary>
    public const int DepthLimit = 64;

    private readonly RecordBuffer _buffer;
    private bool _commaDue;

    internal ClefWriter(RecordBuffer buffer) => _buffer = buffer;

    /// <summary>How many objects and arrays are open, the record itself included.</summary>
    public int Depth { get; private set; }

    /// <summary>
    /// The first exception that a value of the application threw while this record was written; null when none did. A text that says so
    /// is written in the value's place.
    /// </summary>
    public Exception? Fault { get; private set; }

    /// <summary>How long the record is so far, in bytes.</summary>
    public int LengthBytes => _buffer.Written.Length;

    /// <inheritdoc cref="RecordBuffer.IsOverLimit"/>
    public bool IsOverLimit => _buffer.IsOverLimit;

    /// <summary>Starts a record at the buffer's beginning, with <c>@t</c>: UTC, ISO 8601, seven decimals.</summary>
    public void Begin(DateTimeOffset timestamp)
    {
        _buffer.Clear();
        Depth = 1;
        Fault = null;
        _buffer.Append("{\"@t\":\""u8);
        AppendFormatted(timestamp.UtcDateTime, "O");
        _buffer.Append((byte)'"');
        _commaDue = true;
    }

    /// <summary>Writes <c>@mt</c>, the message template.</summary>
    public void WriteMessageTemplate(string template) => WriteReserved(",\"@mt\":\""u8, template);

    /// <summary>Writes <c>@mt</c>, the message template.</summary>
    public void WriteMessageTemplate(ClefEncodedText template)
    {
        ArgumentNullException.ThrowIfNull(template);
        Debug.Assert(Depth == 1, "Reserved fields belong to the record itself.");
        _buffer.Append(",\"@mt\":\""u8);
        _buffer.Append(template.Utf8);
        _buffer.Append((byte)'"');
    }

    /// <summary>Writes <c>@m</c>, the rendered message, for events without a template.</summary>
    public void WriteMessage(ReadOnlySpan<char> message) => WriteReserved(",\"@m\":\""u8, message);

    /// <summary>Writes <c>@i</c>, the event's type, as a string.</summary>
    public void WriteEventId(string id) => WriteReserved(",\"@i\":\""u8, id);

    /// <summary>Writes <c>@i</c>, the event's type, as a number.</summary>
    public void WriteEventId(int id)
    {
        _buffer.Append(",\"@i\":"u8);
        AppendFormatted(id, default);
    }

    /// <summary>
    /// Starts <c>@r</c>, the renderings of those properties in the template that have a format, in the template's order:
    /// each one a string, then <see cref="EndArray"/>.
    /// </summary>
    public void StartRenderings()
    {
        _buffer.Append(",\"@r\":["u8);
        Depth++;
        _commaDue = false;
    }

    /// <summary>Writes <c>@l</c>; nothing for <see cref="RecordLevel.Information"/>, which is what a missing level means.</summary>
    public void WriteLevel(RecordLevel level)
    {
        Debug.Assert(Depth == 1, "Reserved fields belong to the record itself.");
        switch (level)
        {
            case RecordLevel.Information:
                return;
            case RecordLevel.Verbose:
                _buffer.Append(",\"@l\":\"Verbose\""u8);
                return;
            case RecordLevel.Debug:
                _buffer.Append(",\"@l\":\"Debug\""u8);
                return;
            case RecordLevel.Warning:
                _buffer.Append(",\"@l\":\"Warning\""u8);
                return;
            case RecordLevel.Error:
                _buffer.Append(",\"@l\":\"Error\""u8);
                return;
            case RecordLevel.Fatal:
                _buffer.Append(",\"@l\":\"Fatal\""u8);
                return;
            default: // no such level: its number, as Enum.ToString would say it
                _buffer.Append(",\"@l\":\""u8);
                AppendFormatted((int)level, default);
                _buffer.Append((byte)'"');
                return;
        }
    }

    /// <summary>Writes <c>@x</c>: the text of <see cref="Exception.ToString"/>.</summary>
    public void WriteException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _buffer.Append(",\"@x\":\""u8);
        var start = _buffer.Written.Length;
        try
        {
            ExceptionText.Append(_buffer, exception);
        }
        catch (Exception error)
        {
            // Its message or its text is the application's code, as in TextOf.
            _buffer.Truncate(start);
            JsonText.Append(_buffer, Faulted(exception, error));
        }

        _buffer.Append((byte)'"');
    }

    /// <summary>Writes <c>@tr</c>, the trace's id in hexadecimal.</summary>
    public void WriteTraceId(ActivityTraceId traceId) => WriteReserved(",\"@tr\":\""u8, traceId.ToHexString());

    /// <summary>Writes <c>@sp</c>, the span's id in hexadecimal.</summary>
    public void WriteSpanId(ActivitySpanId spanId) => WriteReserved(",\"@sp\":\""u8, spanId.ToHexString());

    /// <summary>
    /// Writes the name of the value that follows. In the record itself a leading <c>@</c> is doubled, since such names
    /// are reserved there; in nested objects names stay as they are.
    /// </summary>
    public void WritePropertyName(ReadOnlySpan<char> name)
    {
        // One look at the buffer for all of it: this is what a record consists of most.
        name = _buffer.Clip(name);
        const int comma = 1, quotes = 2, doubledAt = 1, colon = 1;
        var room = _buffer.Room(name.Length + comma + quotes + doubledAt + colon);
        var at = 0;
        if (_commaDue)
            room[at++] = (byte)',';
        room[at++] = (byte)'"';
        if (Depth == 1 && !name.IsEmpty && name[0] == '@')
            room[at++] = (byte)'@';
        var plain = JsonText.CopyPlain(name, room[at..]);
        if (plain == name.Length)
        {
            at += plain;
            room[at++] = (byte)'"';
            room[at++] = (byte)':';
            _buffer.Advance(at);
        }
        else
        {
            _buffer.Advance(at);
            JsonText.Append(_buffer, name);
            _buffer.Append("\":"u8);
        }

        _commaDue = false;
    }

    /// <summary>As <see cref="WritePropertyName(ReadOnlySpan{char})"/>, with a name encoded before.</summary>
    public void WritePropertyName(ClefEncodedText name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const int comma = 1, quotes = 2, doubledAt = 1, colon = 1;
        var utf8 = name.Utf8;
        var room = _buffer.Room(utf8.Length + comma + quotes + doubledAt + colon);
        var at = 0;
        if (_commaDue)
            room[at++] = (byte)',';
        room[at++] = (byte)'"';
        if (Depth == 1 && !utf8.IsEmpty && utf8[0] == (byte)'@')
            room[at++] = (byte)'@';
        utf8.CopyTo(room[at..]);
        at += utf8.Length;
        room[at++] = (byte)'"';
        room[at++] = (byte)':';
        _buffer.Advance(at);
        _commaDue = false;
    }

    /// <summary>Ends the record with <c>}</c> and <c>\n</c>.</summary>
    /// <exception cref="InvalidOperationException">An object or array of it is still open.</exception>
    public void End()
    {
        if (Depth != 1)
            throw new InvalidOperationException($"The record has {Depth - 1} objects or arrays open; end them first.");

        Depth = 0;
        _buffer.Append("}\n"u8);
    }

    /// <summary>Remembers how far the record is written, for <see cref="Rewind"/>.</summary>
    public ClefMark Mark() => new(_buffer.Written.Length, Depth, _commaDue);

    /// <summary>
    /// Forgets what was written since the mark was made: a value of the application's that throws half-way leaves no half behind.
    /// </summary>
    /// <exception cref="ArgumentException">The mark is of another record: more is marked than was written.</exception>
    public void Rewind(ClefMark mark)
    {
        _buffer.Truncate(mark.LengthBytes);
        Depth = mark.Depth;
        _commaDue = mark.IsCommaDue;
    }

    /// <summary>
    /// Notes an exception that a value of the application threw: <see cref="Fault"/>, and its cost against the work that one record may take.
    /// </summary>
    public void CountFault(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Fault ??= error;
        _buffer.CountFault();
    }

    /// <summary>Counts characters that are left out of a record because they would take it past its limit, without writing them.</summary>
    public void Omit(long characters)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(characters);
        _buffer.Omit(characters);
    }

    private void WriteReserved(ReadOnlySpan<byte> start, ReadOnlySpan<char> text)
    {
        Debug.Assert(Depth == 1, "Reserved fields belong to the record itself.");
        _buffer.Append(start);
        JsonText.Append(_buffer, text);
        _buffer.Append((byte)'"');
    }

    private void AppendComma()
    {
        if (_commaDue)
            _buffer.Append((byte)',');
        _commaDue = true;
    }

    private void AppendFormatted<T>(T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        const int longestUsual = 40;
        var room = _buffer.Room(longestUsual);
        int written;
        while (!value.TryFormat(room, out written, format, CultureInfo.InvariantCulture))
            room = _buffer.Room(room.Length * 2);
        _buffer.Advance(written);
    }
}
