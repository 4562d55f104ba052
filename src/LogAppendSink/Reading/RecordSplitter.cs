namespace LogAppendSink.Reading;

/// <summary>Takes whole records from the front of stored bytes, plain or gzip.</summary>
internal static class RecordSplitter
{
    /// <param name="key">The object.</param>
    /// <param name="stored">Stored bytes that begin with a record; in a compressed object, with a member.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="isEnd">Whether the object ends with these bytes.</param>
    /// <param name="records">Takes the records; their memory is their own.</param>
    /// <returns>How many stored bytes these records are; 0 where not one is whole.</returns>
    internal static int Take(string key, ReadOnlyMemory<byte> stored, bool isGzip, bool isEnd, List<LogRecord> records)
    {
        if (!isGzip)
        {
            var end = stored.Span.LastIndexOf((byte)'\n') + 1;
            Add(key, stored[..end].ToArray(), records);
            return end;
        }

        var taken = 0;
        while (taken < stored.Length && GzipFormat.TryDecodeFirst(stored[taken..], isEnd, out var memberBytes) is { } decoded)
        {
            Add(key, decoded, records);
            taken += memberBytes;
        }

        return taken;
    }

    private static void Add(string key, ReadOnlyMemory<byte> content, List<LogRecord> records)
    {
        while (!content.IsEmpty)
        {
            var lineFeed = content.Span.IndexOf((byte)'\n');
            var record = lineFeed < 0 ? content : content[..lineFeed];
            records.Add(new LogRecord(key, record, RecordProbe.TimestampOf(record.Span)));
            content = lineFeed < 0 ? default : content[(lineFeed + 1)..];
        }
    }
}
