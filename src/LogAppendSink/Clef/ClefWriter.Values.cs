using System.Globalization;

namespace LogAppendSink.Clef;

// Property values.
public sealed partial class ClefWriter
{
    // Like Serilog, which captures only the first bytes and the length of a longer array.
    private const int WholeBytesLimit = 1024;
    private const int FirstBytesShown = 16;

    /// <summary>Starts an object: names and values, then <see cref="EndObject"/>.</summary>
    public void StartObject() => Start((byte)'{');

    /// <summary>Ends the innermost object.</summary>
    public void EndObject() => EndNested((byte)'}');

    /// <summary>Starts an array: values, then <see cref="EndArray"/>.</summary>
    public void StartArray() => Start((byte)'[');

    /// <summary>Ends the innermost array.</summary>
    public void EndArray() => EndNested((byte)']');

    /// <summary>Writes <c>null</c>.</summary>
    public void WriteNull()
    {
        AppendComma();
        _buffer.Append("null"u8);
    }

    /// <summary>Writes a string.</summary>
    public void WriteString(ReadOnlySpan<char> value)
    {
        value = _buffer.Clip(value);
        const int comma = 1, quotes = 2;
        var room = _buffer.Room(value.Length + comma + quotes);
        var at = 0;
        if (_commaDue)
            room[at++] = (byte)',';
        _commaDue = true;
        room[at++] = (byte)'"';
        var plain = JsonText.CopyPlain(value, room[at..]);
        at += plain;
        if (plain == value.Length)
        {
            room[at++] = (byte)'"';
            _buffer.Advance(at);
        }
        else
        {
            _buffer.Advance(at);
            JsonText.Append(_buffer, value[plain..]);
            _buffer.Append((byte)'"');
        }
    }

    /// <summary>Writes a pre-encoded string.</summary>
    public void WriteString(ClefEncodedText value)
    {
        ArgumentNullException.ThrowIfNull(value);
        AppendComma();
        _buffer.Append((byte)'"');
        _buffer.Append(value.Utf8);
        _buffer.Append((byte)'"');
    }

    /// <summary>
    /// Writes a number, date, time, duration or <see cref="Guid"/> as a string in a custom format, with the invariant culture. Other types
    /// are not written.
    /// </summary>
    /// <returns>Whether the value was written.</returns>
    /// <exception cref="FormatException">The value does not support the format; nothing is written.</exception>
    public bool TryWriteFormatted(object? value, string? format)
    {
        // For these types, formatting into a span gives the same text as ToString, without an allocation.
        if (value is not (int or double or decimal or long or DateTime or DateTimeOffset or TimeSpan or Guid
            or float or uint or ulong or short or ushort or byte or sbyte or DateOnly or TimeOnly))
            return false;

        if (value is double number && TryWriteShort(number, format))
            return true;

        const int longestUsual = 64;
        Span<char> text = stackalloc char[longestUsual];
        if (((ISpanFormattable)value).TryFormat(text, out var written, format, CultureInfo.InvariantCulture))
            WriteString(text[..written]);
        else
            WriteString(((IFormattable)value).ToString(format, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>
    /// Starts a string that is written piece by piece through the returned writer; then <see cref="EndString"/>.
    /// </summary>
    /// <returns>A writer that escapes its input, valid until <see cref="EndString"/>; always the same instance.</returns>
    public TextWriter StartString()
    {
        AppendComma();
        _buffer.Append((byte)'"');
        _buffer.StringText.Reset();
        return _buffer.StringText;
    }

    /// <summary>Ends the string that <see cref="StartString"/> started.</summary>
    public void EndString()
    {
        _buffer.StringText.Complete();
        _buffer.Append((byte)'"');
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void WriteValue(bool value)
    {
        AppendComma();
        _buffer.Append(value ? "true"u8 : "false"u8);
    }

    /// <summary>Writes a number.</summary>
    public void WriteValue(int value) => WriteBare(value, default);

    /// <summary>Writes a number.</summary>
    public void WriteValue(uint value) => WriteBare(value, default);

    /// <summary>Writes a number.</summary>
    public void WriteValue(long value) => WriteBare(value, default);

    /// <summary>Writes a number.</summary>
    public void WriteValue(ulong value) => WriteBare(value, default);

    /// <summary>Writes a number with all its decimals.</summary>
    public void WriteValue(decimal value) => WriteBare(value, default);

    /// <summary>
    /// Writes the shortest number that parses to the same value. <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c> are written as
    /// strings, since JSON has no such numbers.
    /// </summary>
    public void WriteValue(double value)
    {
        const int comma = 1;
        var room = _buffer.Room(comma + ShortDecimal.LengthMax);
        var start = _commaDue ? comma : 0;
        if (ShortDecimal.Write(value, room[start..]) is > 0 and var length)
        {
            room[0] = _commaDue ? (byte)',' : room[0];
            _commaDue = true;
            _buffer.Advance(start + length);
        }
        else if (double.IsFinite(value))
            WriteBare(value, "R");
        else
            WriteQuoted(value, default);
    }

    /// <summary>As <see cref="WriteValue(double)"/>, with the precision of a float.</summary>
    public void WriteValue(float value)
    {
        if (float.IsFinite(value))
            WriteBare(value, "R");
        else
            WriteQuoted(value, default);
    }

    /// <summary>Writes ISO 8601 with seven decimals, and the zone given by its kind.</summary>
    public void WriteValue(DateTime value) => WriteQuoted(value, "O");

    /// <summary>Writes ISO 8601 with seven decimals and the offset.</summary>
    public void WriteValue(DateTimeOffset value) => WriteQuoted(value, "O");

    /// <summary>Writes <c>yyyy-MM-dd</c>.</summary>
    public void WriteValue(DateOnly value) => WriteQuoted(value, "O");

    /// <summary>Writes <c>HH:mm:ss.fffffff</c>.</summary>
    public void WriteValue(TimeOnly value) => WriteQuoted(value, "O");

    /// <summary>Writes <c>[-][d.]hh:mm:ss[.fffffff]</c>.</summary>
    public void WriteValue(TimeSpan value) => WriteQuoted(value, "c");

    /// <summary>Writes 32 digits in five groups.</summary>
    public void WriteValue(Guid value) => WriteQuoted(value, "D");

    /// <summary>
    /// Writes hexadecimal digits, as Serilog captures byte arrays: for more than 1,024 bytes only the first 16 and the length.
    /// </summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        AppendComma();
        _buffer.Append((byte)'"');
        var shown = value.Length > WholeBytesLimit ? value[..FirstBytesShown] : value;
        foreach (var part in shown)
        {
            _buffer.Append("0123456789ABCDEF"u8[part >> 4]);
            _buffer.Append("0123456789ABCDEF"u8[part & 0xF]);
        }

        if (shown.Length < value.Length)
        {
            _buffer.Append("... ("u8);
            AppendFormatted(value.Length, default);
            _buffer.Append(" bytes)"u8);
        }

        _buffer.Append((byte)'"');
    }

    private bool TryWriteShort(double value, string? format)
    {
        Span<byte> text = stackalloc byte[ShortDecimal.LengthMax];
        if (ShortDecimal.Write(value, format, text) is not (> 0 and var length))
            return false;

        AppendComma();
        _buffer.Append((byte)'"');
        _buffer.Append(text[..length]);
        _buffer.Append((byte)'"');
        return true;
    }

    private void WriteBare<T>(T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        AppendComma();
        AppendFormatted(value, format);
    }

    private void WriteQuoted<T>(T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        AppendComma();
        _buffer.Append((byte)'"');
        AppendFormatted(value, format);
        _buffer.Append((byte)'"');
    }

    private void Start(byte bracket)
    {
        AppendComma();
        _buffer.Append(bracket);
        Depth++;
        _commaDue = false;
    }

    private void EndNested(byte bracket)
    {
        if (Depth <= 1)
            throw new InvalidOperationException("No object or array is open. End the record with End.");

        Depth--;
        _buffer.Append(bracket);
        _commaDue = true;
    }
}
