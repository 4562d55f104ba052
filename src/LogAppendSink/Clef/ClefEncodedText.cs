namespace LogAppendSink.Clef;

/// <summary>
/// A text as it stands inside a JSON string, escaped and in UTF-8, made once for a name or a template that many records have. What
/// <c>System.Text.Json.JsonEncodedText</c> is to its writer.
/// </summary>
/// <remarks>Immutable.</remarks>
public sealed class ClefEncodedText
{
    private readonly byte[] _utf8;

    private ClefEncodedText(string value, byte[] utf8)
    {
        Value = value;
        _utf8 = utf8;
    }

    /// <summary>The text as it was given.</summary>
    public string Value { get; }

    internal ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Encodes any text, as <see cref="ClefWriter.WriteString(ReadOnlySpan{char})"/> would.</summary>
    public static ClefEncodedText Encode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var buffer = RecordBuffer.Rent();
        JsonText.Append(buffer, value);
        return new ClefEncodedText(value, buffer.Written.ToArray());
    }

    /// <summary>The same as <see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
