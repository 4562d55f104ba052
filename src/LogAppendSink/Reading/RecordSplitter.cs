using System.Globalization;

namespace LogAppendSink.Reading;

/// <summary>Takes whole records from the front of stored bytes, plain or gzip.</summary>
internal static class RecordSplitter
{
    /// <param name="key">The object.</param>
    /// <param name="position">Where in the object the bytes begin.</param>
    /// <param name="stored">Stored bytes that begin with a record; in a compressed object, with a member.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="isEnd">Whether the object ends with these bytes.</param>
    /// <param name="records">Takes the records; their memory is their own.</param>
    /// <returns>How many stored bytes these records are; 0 where not one is whole.</returns>
    /// <exception cref="ObjectReadException">The first member is too large to be decompressed at once.</exception>
    internal static int Take(string key, long position, ReadOnlyMemory<byte> stored, bool isGzip, bool isEnd, List<LogRecord> records)
    {
        if (!isGzip)
        {
            var end = stored.Span.LastIndexOf((byte)'\n') + 1;
            Add(key, position, stored[..end].ToArray(), isMember: false, records);
            return end;
        }

        var taken = 0;
        try
        {
            while (taken < stored.Length && GzipFormat.TryDecodeFirst(stored[taken..], isEnd, out var memberBytes) is { } decoded)
            {
                Add(key, position + taken, decoded, isMember: true, records);
                taken += memberBytes;
            }
        }
        catch (InvalidDataException exception) when (taken == 0)
        {
            throw new ObjectReadException(string.Create(CultureInfo.InvariantCulture, $"'{key}' cannot be read on from {position}: {exception.Message}."));
        }
        catch (InvalidDataException)
        {
            // Told when its turn comes: what stands before it is whole.
        }

        return taken;
    }

    /// <summary>Takes the last record of a plain object, which no line feed ends. For an object that is at rest.</summary>
    /// <returns>How many bytes it is.</returns>
    internal static int TakeLast(string key, long position, ReadOnlyMemory<byte> stored, List<LogRecord> records)
    {
        if (!stored.IsEmpty)
            Add(key, position, stored.ToArray(), isMember: false, records);
        return stored.Length;
    }

    private static void Add(string key, long position, ReadOnlyMemory<byte> content, bool isMember, List<LogRecord> records)
    {
        for (var (start, index) = (0, 0); start < content.Length; index++)
        {
            var lineFeed = content.Span[start..].IndexOf((byte)'\n');
            var record = lineFeed < 0 ? content[start..] : content.Slice(start, lineFeed);
            records.Add(new LogRecord(key, record, RecordProbe.TimestampOf(record.Span))
            {
                Position = isMember ? position : position + start,
                MemberIndex = isMember ? index : null,
            });
            start += record.Length + 1;
        }
    }
}
