using LogAppendSink.Reading.Decoding;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>Reads the last wanted records of one object backwards from its end, one stretch at a time.</summary>
/// <remarks>
/// Each stretch starts at a record or gzip member and ends where the later stretch began, so no byte is in two stretches. If a record or
/// member is longer than a stretch, its beginning is searched further back.
/// </remarks>
/// <param name="source">Provides the object.</param>
/// <param name="time">The clock for retries.</param>
/// <param name="entry">The object, read up to its listed length.</param>
/// <param name="limits">The memory limits.</param>
/// <param name="onDamage">Called with each damaged range.</param>
internal sealed class ObjectTail(
    IObjectSource source, TimeProvider time, ObjectEntry entry, StoredContentLimits limits, Action<StoredDamage> onDamage)
{
    private const int FirstStretchBytes = 64 * 1024;
    private const int StretchBytesMax = 4 * 1024 * 1024;

    private ReadOnlyMemory<byte> _bytes;
    private long _bytesPosition;
    private bool? _isGzip;
    private bool _isDeleted;
    private bool _hasGrown;
    private ReadPlace? _place;

    /// <summary>The place after the last whole record; null if the object was deleted.</summary>
    internal ReadPlace? Place => _isDeleted ? null : _place ?? new ReadPlace(entry.LengthBytes);

    /// <summary>Reads backwards until there are enough records, the object begins, or the limit is reached.</summary>
    /// <param name="records">Receives the records.</param>
    /// <param name="limitBytes">The most bytes of the object to read.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Whether a limit ended the read.</returns>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    internal async Task<bool> ReadAsync(TailRecords records, long limitBytes, CancellationToken cancellationToken)
    {
        if (records.IsFull)
        {
            await FindEndAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }

        var first = Math.Max(0, entry.LengthBytes - limitBytes);
        var (boundary, searched, stretchBytes) = (entry.LengthBytes, entry.LengthBytes, (long)FirstStretchBytes);
        while (boundary > 0 && searched > first && !records.IsFull && !_isDeleted && limits.Meter?.IsExhausted != true)
        {
            var start = Math.Max(first, boundary - stretchBytes);
            var begin = await BeginAsync(start, searched, boundary, cancellationToken).ConfigureAwait(false);
            searched = start;
            if (begin >= 0)
            {
                await ReadStretchAsync(records, begin, boundary, cancellationToken).ConfigureAwait(false);
                boundary = begin;
                searched = begin;
            }

            // If nothing begins here, search further back; otherwise read a longer stretch, as far as memory allows.
            stretchBytes = begin >= 0 ? Math.Min(stretchBytes * 4, StretchBytesMax) : stretchBytes * 4;
        }

        return !records.IsFull && !_isDeleted && (boundary > 0 || limits.Meter?.IsExhausted == true);
    }

    /// <summary>
    /// Returns where the first record or member begins at or after <paramref name="start"/>; -1 if none begins before <paramref
    /// name="searched"/>.
    /// </summary>
    private async Task<long> BeginAsync(long start, long searched, long boundary, CancellationToken cancellationToken)
    {
        for (var from = start; from < searched && !_isDeleted; from += StretchBytesMax)
        {
            await LoadAsync(from, boundary, cancellationToken).ConfigureAwait(false);
            if (from == 0)
            {
                _isGzip ??= GzipHeader.IsAt(_bytes.Span);
                return 0;
            }

            _isGzip ??= await StoredKind.IsGzipAsync(source, time, entry.Key, cancellationToken).ConfigureAwait(false);
            var begin = _isGzip == true
                ? await FirstMemberAsync(from, cancellationToken).ConfigureAwait(false)
                : from + _bytes.Span.IndexOf((byte)'\n') + 1;
            if (begin > from || _isGzip == true && begin == from)
                return begin < boundary ? begin : -1;
        }

        return -1;
    }

    private ValueTask<long> FirstMemberAsync(long from, CancellationToken cancellationToken)
    {
        var window = new StoredWindow(new MemoryChunks(_bytes), from);
        return FindAsync();

        async ValueTask<long> FindAsync()
        {
            await window.FillAsync(cancellationToken).ConfigureAwait(false);
            return await new MemberProbe(window).FindAsync(from, window.End, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadStretchAsync(TailRecords records, long begin, long boundary, CancellationToken cancellationToken)
    {
        var isHeld = begin >= _bytesPosition && _bytesPosition + _bytes.Length == boundary;
        IChunkSource chunks = isHeld
            ? new MemoryChunks(_bytes[(int)(begin - _bytesPosition)..])
            : new ObjectChunks(source, time, entry.Key, begin, boundary, StretchBytesMax / 4);
        var (end, openPosition, openLines) = (boundary, -1L, 0);
        await using (chunks.ConfigureAwait(false))
        {
            var stored = new StoredRecords(chunks, begin, _isGzip, limits);
            await foreach (var block in stored.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (block.Damage is { } damage)
                {
                    onDamage(damage with { IsAtEnd = damage.IsAtEnd && boundary == entry.LengthBytes });

                    // The member may still be in flight: a follower resumes at its start.
                    if (damage is { IsAtEnd: true, Kind: StoredDamageKind.DamagedMember })
                        end = damage.Position;
                    continue;
                }

                // The position stays before a record without a line feed, so that it is not shown twice if the rest arrives later.
                var isLast = _isGzip == false && block.IsLastRecord(entry.LengthBytes);
                if (isLast)
                    end = block.Position;
                var lines = block.IsFragment && !(isLast && IsAtRest) ? 0 : Add(records, block);
                (openPosition, openLines) = (block.Position, (block.FirstIndex ?? 0) + lines);
            }
        }

        // If the stretch was not read to its end, its records are not the last ones.
        records.EndStretch(isWhole: limits.Meter?.IsExhausted != true);
        if (boundary == entry.LengthBytes)
            await SetPlaceAsync(end, end < boundary && openPosition == end ? openLines : 0, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The number of lines in the block.</returns>
    private int Add(TailRecords records, StoredBlock block)
    {
        var (lines, start) = (0, 0);
        for (; start < block.Bytes.Length; lines++)
        {
            var rest = block.Bytes[start..];
            var lineFeed = rest.Span.IndexOf((byte)'\n');
            var line = lineFeed < 0 ? rest : rest[..lineFeed];
            if (!line.IsEmpty)
            {
                records.Add(new LogRecord(entry.Key, line, RecordProbe.TimestampOf(line.Span))
                {
                    Position = block.FirstIndex is null ? block.Position + start : block.Position,
                    MemberIndex = block.FirstIndex + lines,
                });
            }

            start += line.Length + 1;
        }

        return lines;
    }

    /// <summary>Finds the place at the end for a follower when no records are wanted.</summary>
    private async Task FindEndAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(
            Math.Max(0, entry.LengthBytes - ReadPlace.WindowBytesMax), entry.LengthBytes, cancellationToken).ConfigureAwait(false);
        if (_isDeleted)
            return;
        var isOpen = _bytes.Span[^1] != (byte)'\n'
            && !await StoredKind.IsGzipAsync(source, time, entry.Key, cancellationToken).ConfigureAwait(false);
        var end = isOpen ? _bytes.Span.LastIndexOf((byte)'\n') + 1 : _bytes.Length; // Each append is a whole member.
        if (end == 0 && _bytesPosition > 0)
            return;

        // The last record existed before, so it is not new.
        var isWhole = isOpen && (IsAtRest || RecordProbe.IsObject(_bytes.Span[end..]));
        _place = ReadPlace.After(_bytesPosition + end, _bytes.Span[..end]) with { SkipRecords = isWhole ? 1 : 0 };
    }

    /// <summary>Whether the last record is whole even without a line feed.</summary>
    private bool IsAtRest => !_hasGrown && ObjectSelection.IsAtRest(entry, time.GetUtcNow());

    private async Task SetPlaceAsync(long position, int skip, CancellationToken cancellationToken)
    {
        var from = Math.Max(0, position - ReadPlace.WindowBytesMax);
        if (from < _bytesPosition || position > _bytesPosition + _bytes.Length)
            await LoadAsync(from, position, cancellationToken).ConfigureAwait(false);
        if (!_isDeleted)
            _place = ReadPlace.After(
                position, _bytes.Span[(int)(from - _bytesPosition)..(int)(position - _bytesPosition)]) with
            { SkipRecords = skip };
    }

    /// <summary>Reads from a position up to the end, or as much as may be held at once.</summary>
    private async Task LoadAsync(long from, long end, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(end - from, StretchBytesMax)];
        var count = 0;
        while (count < buffer.Length && !_isDeleted)
        {
            var range = await source.ReadAsync(
                time, entry.Key, from + count, buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            if (range is { CountBytes: > 0 } found)
            {
                count += found.CountBytes;
                _hasGrown |= found.LengthBytes > entry.LengthBytes;
            }
            else
            {
                _isDeleted = true;
            }
        }

        (_bytes, _bytesPosition) = (buffer, from);
    }
}
