using System.Diagnostics;
using System.Globalization;

namespace LogAppendSink.Clef;

/// <summary>
/// Writes one record in compact log event format (<see href="https://clef-json.org"/>) as UTF-8, byte for byte as Serilog's
/// <c>CompactJsonFormatter</c> and <c>JsonValueFormatter</c> do, terminated by <c>\n</c>.
/// </summary>
/// <remarks>
/// <para> To write a record, call <see cref="Begin"/>; then write the reserved fields that apply, by convention in the order <c>@mt</c> or
/// <c>@m</c>, <c>@i</c>, <c>@r</c>, <c>@l</c>, <c>@x</c>, <c>@tr</c>, <c>@sp</c>; then for each property <see
/// cref="WritePropertyName(ReadOnlySpan{char})"/> and one value; then <see cref="End"/>. The record keeps the order of the calls.
/// </para>
/// <para> Any string can be written: control characters are escaped, and half a surrogate pair becomes U+FFFD, so a record is always one
/// line of valid JSON. Only the <c>ToString()</c> of exceptions and of types without a JSON form allocates. Not thread-safe.
/// </para>
/// </remarks>
public sealed partial class ClefWriter
{
    /// <summary>
    /// The deepest nesting that readers accept, including the record itself. System.Text.Json refuses more than 64 levels by default, and
    /// deeper recursion in a front end risks a stack overflow. At this <see cref="Depth"/>, write a text instead.
    /// </summary>
    public const int DepthLimit = 64;

    private readonly RecordBuffer _buffer;
    private bool _commaDue;

    internal ClefWriter(RecordBuffer buffer) => _buffer = buffer;

    /// <summary>The number of open objects and arrays, including the record itself.</summary>
    public int Depth { get; private set; }

    /// <summary>
    /// The first exception thrown by an application value while this record was written; null if none was thrown. A placeholder is written
    /// instead of the value.
    /// </summary>
    public Exception? Fault { get; private set; }

    /// <summary>The current length of the record, in bytes.</summary>
    public int LengthBytes => _buffer.Written.Length;

    /// <inheritdoc cref="RecordBuffer.IsOverLimit"/>
    public bool IsOverLimit => _buffer.IsOverLimit;

    /// <summary>Starts a record at the beginning of the buffer, with <c>@t</c>: UTC, ISO 8601, seven decimals.</summary>
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
    /// Starts <c>@r</c>, the renderings of the template's formatted properties, in the template's order: a string for each, then <see
    /// cref="EndArray"/>.
    /// </summary>
    public void StartRenderings()
    {
        _buffer.Append(",\"@r\":["u8);
        Depth++;
        _commaDue = false;
    }

    /// <summary>Writes <c>@l</c>, except for <see cref="RecordLevel.Information"/>, the default of a missing level.</summary>
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
            default: // An undefined level: its number, as in Enum.ToString.
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
            // The exception's message and text are application code, as in TextOf.
            _buffer.Truncate(start);
            JsonText.Append(_buffer, Faulted(exception, error));
        }

        _buffer.Append((byte)'"');
    }

    /// <summary>Writes <c>@tr</c>, the trace id in hexadecimal.</summary>
    public void WriteTraceId(ActivityTraceId traceId) => WriteReserved(",\"@tr\":\""u8, traceId.ToHexString());

    /// <summary>Writes <c>@sp</c>, the span id in hexadecimal.</summary>
    public void WriteSpanId(ActivitySpanId spanId) => WriteReserved(",\"@sp\":\""u8, spanId.ToHexString());

    /// <summary>
    /// Writes the name of the following value. At the top level a leading <c>@</c> is doubled, since such names are reserved there; nested
    /// names are unchanged.
    /// </summary>
    public void WritePropertyName(ReadOnlySpan<char> name)
    {
        // Checks the buffer once for the whole name: names make up most of a record.
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

    /// <summary>As <see cref="WritePropertyName(ReadOnlySpan{char})"/>, with a pre-encoded name.</summary>
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
    /// <exception cref="InvalidOperationException">An object or array of the record is still open.</exception>
    public void End()
    {
        if (Depth != 1)
            throw new InvalidOperationException($"The record has {Depth - 1} open objects or arrays. End them first.");

        Depth = 0;
        _buffer.Append("}\n"u8);
    }

    /// <summary>Returns the current position, for <see cref="Rewind"/>.</summary>
    public ClefMark Mark() => new(_buffer.Written.Length, Depth, _commaDue);

    /// <summary>
    /// Removes what was written after the mark, so that a value that throws halfway leaves nothing behind.
    /// </summary>
    /// <exception cref="ArgumentException">The mark belongs to another record: it is past the written length.</exception>
    public void Rewind(ClefMark mark)
    {
        _buffer.Truncate(mark.LengthBytes);
        Depth = mark.Depth;
        _commaDue = mark.IsCommaDue;
    }

    /// <summary>
    /// Records an exception thrown by an application value in <see cref="Fault"/>, and counts its cost against the work limit of the
    /// record.
    /// </summary>
    public void CountFault(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        Fault ??= error;
        _buffer.CountFault();
    }

    /// <summary>Counts characters that are not written because they would exceed the record's limit.</summary>
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
