using LogAppendSink.Reading.Decoding;

namespace LogAppendSink.Reading;

/// <summary>The new records of an object, created in small groups: compressed bytes can hold any number of records.</summary>
internal sealed class FollowedBatch
{
    /// <summary>How many records are created at a time.</summary>
    private const int RecordsMax = 1024;

    private readonly string _key;
    private readonly ReadPlace _start;
    private readonly ReadPlace _end;
    private readonly long _lastRecordEnd;
    private readonly Action<StoredDamage> _onDamage;
    private readonly IAsyncEnumerator<StoredBlock> _blocks;
    private ReadOnlyMemory<byte> _rest;
    private StoredBlock _block;
    private int _blockLines;
    private int _lines;

    /// <param name="key">The object.</param>
    /// <param name="start">Where the bytes begin.</param>
    /// <param name="end">The place after them.</param>
    /// <param name="stored">Whole records or members, and damage; kept. The last record of a plain object may have no line feed.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="recordBytesMax">The longest record.</param>
    /// <param name="onDamage">Called with bytes that are not what they should be.</param>
    /// <param name="cancellationToken">Ends the making of records.</param>
    internal FollowedBatch(
        string key, ReadPlace start, ReadPlace end, byte[] stored, bool isGzip, int recordBytesMax, Action<StoredDamage> onDamage, CancellationToken cancellationToken)
    {
        (_key, _start, _end, _onDamage) = (key, start, end, onDamage);
        _lastRecordEnd = isGzip ? -1 : start.Position + stored.Length;
        _blocks = new StoredRecords(new MemoryChunks(stored), start.Position, isGzip, StoredContentLimits.Small with { RecordBytes = recordBytesMax })
            .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Whether all records have been made.</summary>

    /// <summary>The place after all records.</summary>
    internal ReadPlace End => _lines < _start.SkipRecords ? _end with { SkipRecords = _start.SkipRecords - _lines } : _end;

    /// <summary>Creates the next records.</summary>
    /// <param name="records">Receives the records, each with the place after it.</param>
    internal async ValueTask TakeAsync(List<(LogRecord Record, ReadPlace After)> records)
    {
        while (!IsDone && records.Count < RecordsMax)
        {
            if (_rest.IsEmpty)
            {
                await NextBlockAsync().ConfigureAwait(false);
                continue;
            }

            var lineFeed = _rest.Span.IndexOf((byte)'\n');
            var line = lineFeed < 0 ? _rest : _rest[..lineFeed];
            if (_lines++ >= _start.SkipRecords && !line.IsEmpty)
                records.Add((Record(line), _start with { SkipRecords = _lines }));
            _blockLines++;
            _rest = _rest[(lineFeed < 0 ? line.Length : lineFeed + 1)..];
        }

        if (IsDone)
            await _blocks.DisposeAsync().ConfigureAwait(false);
    }

    private LogRecord Record(ReadOnlyMemory<byte> line) => new(_key, line, RecordProbe.TimestampOf(line.Span))
    {
        Position = _block.FirstIndex is null ? _block.Position + _block.Bytes.Length - _rest.Length : _block.Position,
        MemberIndex = _block.FirstIndex + _blockLines,
    };

    private async ValueTask NextBlockAsync()
    {
        if (!await _blocks.MoveNextAsync().ConfigureAwait(false))
        {
            IsDone = true;
            return;
        }

        if (_blocks.Current.Damage is { } damage)
            _onDamage(damage);
        else if (!_blocks.Current.IsFragment || _blocks.Current.IsLastRecord(_lastRecordEnd))
            (_block, _blockLines, _rest) = (_blocks.Current, 0, _blocks.Current.Bytes.ToArray());
    }
}
