namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds plain records among bytes that should be gzip: lines that are, or end with, a JSON object.</summary>
internal static class SalvagedRecord
{
    /// <summary>Takes the next record of a range.</summary>
    /// <param name="window">Provides the bytes.</param>
    /// <param name="lineFrom">The start of a line; advanced past the scanned lines.</param>
    /// <param name="end">The end of the range.</param>
    /// <param name="isLast">Whether the last line of the range ends at <paramref name="end"/>.</param>
    /// <param name="recordBytesMax">The longest line accepted, in bytes.</param>
    /// <param name="record">The range of the record, including its line feed.</param>
    internal static bool TryTake(
        StoredWindow window, ref long lineFrom, long end, bool isLast, int recordBytesMax, out (long From, long To) record)
    {
        while (lineFrom < end)
        {
            var bytes = window.Between(lineFrom, end).Span;
            var lineFeed = bytes.IndexOf((byte)'\n');
            if (lineFeed < 0 && !isLast)
            {
                if (bytes.Length > recordBytesMax)
                    lineFrom = end;
                break;
            }

            var line = lineFeed < 0 ? bytes : bytes[..lineFeed];
            var begin = BeginOf(line);
            record = (lineFrom + begin, lineFrom + (lineFeed < 0 ? line.Length : lineFeed + 1));
            lineFrom = record.To;
            if (begin >= 0)
                return true;
        }

        record = default;
        return false;
    }

    /// <summary>Returns the offset of the record in a line; -1 if the line has no record.</summary>
    private static int BeginOf(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf("{"u8);
        if (first < 0)
            return -1;
        if (RecordProbe.IsObject(line[first..]))
            return first;

        // The line may begin with the rest of a torn record, or with compressed bytes.
        var last = line.LastIndexOf("{\"@"u8);
        return last > first && RecordProbe.IsObject(line[last..]) ? last : -1;
    }
}
