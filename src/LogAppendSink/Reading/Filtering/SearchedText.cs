using System.Text;

namespace LogAppendSink.Reading.Filtering;

/// <summary>A text to search for in stored records.</summary>
/// <param name="text">The text.</param>
/// <param name="ignoreCase">Whether to ignore case: of ASCII letters in bytes, of all letters in messages.</param>
internal sealed class SearchedText(string text, bool ignoreCase)
{
    private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);
    private readonly MessagePrefilter _prefilter = new(text, ignoreCase);

    /// <summary>Whether the rendered message may contain the text, although the stored bytes do not. False means that it cannot.</summary>
    internal bool MayBeInMessage(ReadOnlySpan<byte> record) => _prefilter.MayBeInMessage(record);

    internal bool IsIn(string message) =>
        message.Contains(text, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    internal bool IsIn(ReadOnlySpan<byte> record)
    {
        if (!ignoreCase || _bytes.Length == 0)
            return record.IndexOf(_bytes) >= 0;

        var (lower, upper) = (Lower(_bytes[0]), Upper(_bytes[0]));
        for (var rest = record; rest.Length >= _bytes.Length;)
        {
            var found = rest[..(rest.Length - _bytes.Length + 1)].IndexOfAny(lower, upper);
            if (found < 0)
                return false;
            if (IsSame(rest.Slice(found, _bytes.Length)))
                return true;
            rest = rest[(found + 1)..];
        }

        return false;
    }

    private bool IsSame(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Lower(bytes[i]) != Lower(_bytes[i]))
                return false;
        }

        return true;
    }

    private static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    private static byte Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b & ~0x20) : b;
}
