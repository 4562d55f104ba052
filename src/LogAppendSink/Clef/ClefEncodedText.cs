namespace LogAppendSink.Clef;

/// <summary>
/// A text encoded once as the content of a JSON string, escaped and in UTF-8, for a name or template that many records share. Corresponds
/// to <c>System.Text.Json.JsonEncodedText</c>.
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

    /// <summary>The original text.</summary>
    public string Value { get; }

    internal ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>Encodes a text as <see cref="ClefWriter.WriteString(ReadOnlySpan{char})"/> does.</summary>
    public static ClefEncodedText Encode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var buffer = RecordBuffer.Rent();
        JsonText.Append(buffer, value);
        return new ClefEncodedText(value, buffer.Written.ToArray());
    }

    /// <summary>Returns <see cref="Value"/>.</summary>
    public override string ToString() => Value;
}
