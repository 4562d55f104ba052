using LogAppendSink.Reading.Decoding;

namespace LogAppendSink.Reading;

/// <summary>The new records of an object, created in small groups: compressed bytes can hold any number of records.</summary>
internal sealed class FollowedBatch
{
    /// <summary>How many records are created at a time.</summary>
    private const int RecordsMax = 1024;

    private readonly ObjectGrowth _growth;
    private readonly long _lastRecordEnd;
    private readonly Action<StoredDamage> _onDamage;
    private readonly IAsyncEnumerator<StoredBlock> _blocks;
    private ReadOnlyMemory<byte> _rest;
    private StoredBlock _block;
    private int _blockLines;
    private int _lines;

    /// <param name="growth">The new bytes.</param>
    /// <param name="recordBytesMax">The longest record, in bytes.</param>
    /// <param name="onDamage">Called with each damaged range.</param>
    /// <param name="cancellationToken">Cancels the creation of records.</param>
    internal FollowedBatch(ObjectGrowth growth, int recordBytesMax, Action<StoredDamage> onDamage, CancellationToken cancellationToken)
    {
        (_growth, _onDamage) = (growth, onDamage);
        _lastRecordEnd = growth.IsGzip ? -1 : growth.Start.Position + growth.Stored.Length;
        var limits = StoredContentLimits.Small with { RecordBytes = recordBytesMax };
        _blocks = new StoredRecords(new MemoryChunks(growth.Stored), growth.Start.Position, growth.IsGzip, limits)
            .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Whether all records have been created.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>The place after all records.</summary>
    internal ReadPlace End =>
        _lines < _growth.Start.SkipRecords ? _growth.End with { SkipRecords = _growth.Start.SkipRecords - _lines } : _growth.End;

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
            if (_lines++ >= _growth.Start.SkipRecords && !line.IsEmpty)
                records.Add((Record(line), _growth.Start with { SkipRecords = _lines }));
            _blockLines++;
            _rest = _rest[(lineFeed < 0 ? line.Length : lineFeed + 1)..];
        }

        if (IsDone)
            await _blocks.DisposeAsync().ConfigureAwait(false);
    }

    private LogRecord Record(ReadOnlyMemory<byte> line) => new(_growth.Key, line, RecordProbe.TimestampOf(line.Span))
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
