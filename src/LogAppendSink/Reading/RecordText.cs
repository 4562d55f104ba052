namespace LogAppendSink.Reading;

/// <summary>Handles what may surround a record on its line: white space, and byte order marks from concatenated files.</summary>
internal static class RecordText
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether a line is blank. A blank line is not a record and not an error.</summary>
    internal static bool IsBlank(ReadOnlySpan<byte> line) => LeadingBytes(line) == line.Length;

    /// <summary>Returns the line from the first byte of its record on.</summary>
    internal static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> line) =>
        line.IsEmpty || line[0] == (byte)'{' ? line : line[LeadingBytes(line)..];

    /// <summary>Returns the number of bytes before the record.</summary>
    internal static int LeadingBytes(ReadOnlySpan<byte> line)
    {
        var at = 0;
        while (at < line.Length)
        {
            if (line[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
                at++;
            else if (line[at..].StartsWith(ByteOrderMark))
                at += ByteOrderMark.Length;
            else
                break;
        }

        return at;
    }
}
