using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// Finds where a time begins in an object, by binary search with a few small requests: 15 for 10 GiB. The records of an object are mostly
/// in time order; writers that share the object, and late spool delivery, cause disorder. To allow for it, callers search for an earlier
/// time.
/// </summary>
internal sealed class TimeSeek(IObjectSource source, TimeProvider time)
{
    /// <summary>If a record is longer than a read, the next size is used.</summary>
    private static readonly int[] PlainReadBytes = [16 * 1024, 256 * 1024, 4 * 1024 * 1024];

    /// <summary>A member is one compressed append. Of a longer member, only the header must be in the range.</summary>
    private static readonly int[] GzipReadBytes = [256 * 1024, 1024 * 1024, 4 * 1024 * 1024];

    /// <summary>How much of a member is decompressed to find its first time.</summary>
    private const int MemberBeginBytes = 64 * 1024;

    /// <summary>Limits the work on crafted bytes full of false headers.</summary>
    private const int HeaderTriesMax = 64;

    private byte[]? _begin;

    /// <summary>A range below this length is read instead of searched further: reading it takes about as long as two requests.</summary>
    internal long CloseBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// Returns a position at which a record starts (in a compressed object, a member), and whether the object is compressed. All records
    /// before it are earlier than <paramref name="wanted"/>, as far as the object is in order. Null if the object was deleted.
    /// </summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="lengthBytes">The length of the object.</param>
    /// <param name="wanted">The time to find.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal async Task<(long Position, bool IsGzip)?> FindAsync(
        string key, long lengthBytes, DateTimeOffset wanted, CancellationToken cancellationToken)
    {
        if (lengthBytes == 0)
            return (0, false);

        // The first bytes show the format, and for most objects of a search also that they begin after the wanted time.
        var head = new byte[(int)Math.Min(lengthBytes, PlainReadBytes[0])];
        if (await source.ReadAsync(time, key, 0, head, cancellationToken).ConfigureAwait(false) is not { CountBytes: > 0 })
            return null;
        var isGzip = GzipHeader.IsAt(head);
        if (!isGzip && FirstRecord(head, 0) is { } begin && begin.Time >= wanted)
            return (0, isGzip);

        var (low, high) = (0L, lengthBytes);
        while (high - low > CloseBytes)
        {
            var middle = low + (high - low) / 2;
            var found = await ProbeAsync(key, middle, high, isGzip, cancellationToken).ConfigureAwait(false);
            if (found is { } record && record.Time < wanted)
                low = record.Position;
            else
                high = middle; // Also if no time was found: starting too early costs time, starting too late loses events.
        }

        return (low, isGzip);
    }

    /// <summary>
    /// Returns the first record that starts at or after a position and before <paramref name="end"/>; null if none is found.
    /// </summary>
    private async Task<(long Position, DateTimeOffset Time)?> ProbeAsync(
        string key, long position, long end, bool isGzip, CancellationToken cancellationToken)
    {
        foreach (var readBytes in isGzip ? GzipReadBytes : PlainReadBytes)
        {
            var buffer = new byte[(int)Math.Min(readBytes, end - position)];
            var read = await source.ReadAsync(time, key, position, buffer, cancellationToken).ConfigureAwait(false);
            if (read is not { CountBytes: > 0 } found)
                return null;

            var bytes = buffer.AsMemory(0, found.CountBytes);
            var isLast = position + bytes.Length >= end;
            var record = isGzip ? await FirstMemberAsync(bytes, cancellationToken).ConfigureAwait(false) : FirstWholeRecord(bytes.Span);
            if (record is { } hit)
                return (position + hit.Position, hit.Time);
            if (isLast)
                return null;
        }

        return null;
    }

    /// <summary>Returns the first record after the current one, from any position in a record.</summary>
    private static (int Position, DateTimeOffset Time)? FirstWholeRecord(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return end < 0 ? null : FirstRecord(bytes, end + 1);
    }

    /// <summary>Returns the first line with a time, from the start of a line on.</summary>
    private static (int Position, DateTimeOffset Time)? FirstRecord(ReadOnlySpan<byte> bytes, int start)
    {
        while (start < bytes.Length)
        {
            var end = bytes[start..].IndexOf((byte)'\n');

            // The time is at the front of a record, so it is found even if the line is cut off.
            if (RecordProbe.TimestampOf(end < 0 ? bytes[start..] : bytes.Slice(start, end)) is { } timestamp)
                return (start, timestamp);
            if (end < 0)
                return null;
            start += end + 1;
        }

        return null;
    }

    /// <summary>
    /// Returns the first member with a time in its first bytes. Random bytes can look like a header, but not like a record with a time.
    /// </summary>
    private async ValueTask<(int Position, DateTimeOffset Time)?> FirstMemberAsync(
        ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _begin ??= new byte[MemberBeginBytes];
        var start = HeaderFrom(bytes, 0);
        for (var tries = 0; start >= 0 && tries < HeaderTriesMax; start = HeaderFrom(bytes, start + 1), tries++)
        {
            var window = new StoredWindow(new MemoryChunks(bytes[start..]), 0);
            var member = await MemberInflater.OpenAsync(window, 0, cancellationToken).ConfigureAwait(false);
            await using (member.ConfigureAwait(false))
            {
                var count = 0;
                while (count < _begin.Length
                    && await member.ReadAsync(_begin.AsMemory(count), cancellationToken).ConfigureAwait(false) is > 0 and var read)
                {
                    count += read;
                }

                if (FirstRecord(_begin.AsSpan(0, count), 0) is { } record)
                    return (start, record.Time);
            }
        }

        return null;
    }

    private static int HeaderFrom(ReadOnlyMemory<byte> bytes, int start)
    {
        var found = bytes.Span[start..].IndexOf(GzipHeader.Magic);
        return found < 0 ? -1 : start + found;
    }
}
