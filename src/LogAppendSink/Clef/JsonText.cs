using System.Buffers;

namespace LogAppendSink.Clef;

/// <summary>
/// The inside of a JSON string, escaped as Serilog's <c>JsonValueFormatter.WriteQuotedJsonString</c> escapes it:
/// <c>\" \\ \n \r \f \t</c>, other control characters as <c>\u001F</c>, and nothing else.
/// </summary>
internal static class JsonText
{
    private static readonly SearchValues<char> MustEscape = SearchValues.Create(
        "\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    internal static void Append(RecordBuffer buffer, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var clean = text.IndexOfAny(MustEscape);
            if (clean < 0)
            {
                buffer.Append(text);
                return;
            }

            buffer.Append(text[..clean]);
            AppendEscape(buffer, text[clean]);
            text = text[(clean + 1)..];
        }
    }

    private static void AppendEscape(RecordBuffer buffer, char character)
    {
        switch (character)
        {
            case '"':
                buffer.Append("\\\""u8);
                break;
            case '\\':
                buffer.Append("\\\\"u8);
                break;
            case '\n':
                buffer.Append("\\n"u8);
                break;
            case '\r':
                buffer.Append("\\r"u8);
                break;
            case '\f':
                buffer.Append("\\f"u8);
                break;
            case '\t':
                buffer.Append("\\t"u8);
                break;
            default: // below U+0020, so two digits tell it
                buffer.Append("\\u00"u8);
                buffer.Append("0123456789ABCDEF"u8[character >> 4]);
                buffer.Append("0123456789ABCDEF"u8[character & 0xF]);
                break;
        }
    }
}
