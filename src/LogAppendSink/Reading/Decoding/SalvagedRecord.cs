namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds plain records among bytes that should be gzip: lines that are, or end with, a JSON object.</summary>
internal static class SalvagedRecord
{
    /// <summary>The next record of a stretch.</summary>
    /// <param name="window">Has the bytes.</param>
    /// <param name="lineFrom">Where a line begins; moved past the lines that were looked at.</param>
    /// <param name="end">Where the stretch ends.</param>
    /// <param name="isLast">Whether its last line ends there, too.</param>
    /// <param name="recordBytesMax">No line is longer.</param>
    /// <param name="record">Where the record is, its line feed included.</param>
    internal static bool TryTake(StoredWindow window, ref long lineFrom, long end, bool isLast, int recordBytesMax, out (long From, long To) record)
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

    /// <summary>Where in a line the record begins; -1 where there is none.</summary>
    private static int BeginOf(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf("{"u8);
        if (first < 0)
            return -1;
        if (RecordProbe.IsObject(line[first..]))
            return first;

        // After the rest of a torn record, or of bytes that were compressed.
        var last = line.LastIndexOf("{\"@"u8);
        return last > first && RecordProbe.IsObject(line[last..]) ? last : -1;
    }
}
