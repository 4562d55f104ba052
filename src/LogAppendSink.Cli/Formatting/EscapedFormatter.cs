using System.Buffers;
using System.Globalization;
using System.Text;
using LogAppendSink.Cli.Terminal;

namespace LogAppendSink.Cli.Formatting;

/// <summary>
/// Writes stored records to a terminal. Escapes characters that the terminal would interpret as commands, or that change the text
/// direction.
/// </summary>
internal sealed class EscapedFormatter : IRecordFormatter
{
    private readonly StringBuilder _text = new();

    public void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output)
    {
        _text.Clear();
        foreach (var rune in Encoding.UTF8.GetString(record).EnumerateRunes())
        {
            if (!ShownText.IsHidden(rune))
            {
                _text.Append(rune.ToString());
                continue;
            }

            foreach (var c in rune.ToString())
                _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        _text.Append('\n');
        foreach (var chunk in _text.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
    }
}
