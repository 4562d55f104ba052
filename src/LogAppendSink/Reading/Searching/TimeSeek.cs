using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading.Searching;

/// <summary>
/// Finds by halving where in an object a time begins, with a few small requests: 10 GiB take 15 of them. An object's records are in the order
/// of their times but for what writers that share it, and a spool that is delivered late, put out of it; who asks, asks for a time that is
/// earlier by as much disorder as is to be borne.
/// </summary>
internal sealed class TimeSeek(IObjectSource source, TimeProvider time)
{
    /// <summary>Where a record is longer, more is asked for, up to the last.</summary>
    private static readonly int[] PlainReadBytes = [16 * 1024, 256 * 1024, 4 * 1024 * 1024];

    /// <summary>A member is as long as an append, compressed. Of a longer one only the header must be in the range.</summary>
    private static readonly int[] GzipReadBytes = [256 * 1024, 1024 * 1024, 4 * 1024 * 1024];

    /// <summary>What is decompressed of a member to see its first time.</summary>
    private const int MemberBeginBytes = 64 * 1024;

    /// <summary>Bytes full of headers were made so.</summary>
    private const int HeaderTriesMax = 64;

    private byte[]? _begin;

    /// <summary>Where less is left, it is read rather than halved: about as long as it takes to ask twice.</summary>
    internal long CloseBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// A place where a record begins (in a compressed object, a member), with all before it earlier than <paramref name="wanted"/>, as far as
    /// the order goes; and whether the object is compressed. Null when it is gone.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="lengthBytes">Its length.</param>
    /// <param name="wanted">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectReadException">The store does not let us.</exception>
    internal async Task<(long Position, bool IsGzip)?> FindAsync(string key, long lengthBytes, DateTimeOffset wanted, CancellationToken cancellationToken)
    {
        if (lengthBytes == 0)
            return (0, false);

        // The first bytes tell what it is, and for most objects of a search all there is to know: they begin later.
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
                high = middle; // Also where nothing is told: to begin too early costs time, to begin too late costs events.
        }

        return (low, isGzip);
    }

    /// <summary>The first record that begins at or behind a place, and before <paramref name="end"/>; null where none is found.</summary>
    private async Task<(long Position, DateTimeOffset Time)?> ProbeAsync(string key, long position, long end, bool isGzip, CancellationToken cancellationToken)
    {
        foreach (var readBytes in isGzip ? GzipReadBytes : PlainReadBytes)
        {
            var buffer = new byte[(int)Math.Min(readBytes, end - position)];
            if (await source.ReadAsync(time, key, position, buffer, cancellationToken).ConfigureAwait(false) is not { CountBytes: > 0 } found)
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

    /// <summary>From somewhere within a record on: behind its end.</summary>
    private static (int Position, DateTimeOffset Time)? FirstWholeRecord(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        return end < 0 ? null : FirstRecord(bytes, end + 1);
    }

    /// <summary>The first line with a time, from a place on where one begins.</summary>
    private static (int Position, DateTimeOffset Time)? FirstRecord(ReadOnlySpan<byte> bytes, int start)
    {
        while (start < bytes.Length)
        {
            var end = bytes[start..].IndexOf((byte)'\n');

            // The time stands in front, so it is told of a line that is cut off, too.
            if (RecordProbe.TimestampOf(end < 0 ? bytes[start..] : bytes.Slice(start, end)) is { } timestamp)
                return (start, timestamp);
            if (end < 0)
                return null;
            start += end + 1;
        }

        return null;
    }

    /// <summary>The first member with a time in its first bytes. Chance makes headers, but no record with a time after them.</summary>
    private async ValueTask<(int Position, DateTimeOffset Time)?> FirstMemberAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _begin ??= new byte[MemberBeginBytes];
        for (var (start, tries) = (HeaderFrom(bytes, 0), 0); start >= 0 && tries < HeaderTriesMax; start = HeaderFrom(bytes, start + 1), tries++)
        {
            var window = new StoredWindow(new MemoryChunks(bytes[start..]), 0);
            var member = await MemberInflater.OpenAsync(window, 0, cancellationToken).ConfigureAwait(false);
            await using (member.ConfigureAwait(false))
            {
                var count = 0;
                while (count < _begin.Length && await member.ReadAsync(_begin.AsMemory(count), cancellationToken).ConfigureAwait(false) is > 0 and var read)
                    count += read;
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
