using LogAppendSink.Reading.Decoding;

namespace LogAppendSink.Reading.Searching;

/// <summary>Reads the records of an object from a position on in small groups, with their positions.</summary>
internal sealed class ObjectRecords : IAsyncDisposable
{
    /// <summary>Limits the number of records in memory, since a record has overhead beside its bytes and a line may be empty.</summary>
    private const int RecordsMax = 1024;

    private const long OtherBytesMax = 1024 * 1024;

    private readonly string _key;
    private readonly IChunkSource _chunks;
    private readonly long _restLengthBytes;
    private readonly IAsyncEnumerator<StoredBlock> _blocks;
    private readonly Action<StoredDamage> _onDamage;
    private readonly ContentMeter _meter;
    private readonly List<LogRecord> _records = [];
    private ReadOnlyMemory<byte> _rest;
    private long _position;
    private int? _index;
    private int _next;
    private int _skip;
    private long _otherBytes;
    private bool _hasEvents;
    private bool _isTooLong;

    /// <param name="entry">The object, read up to its listed length.</param>
    /// <param name="chunks">The stored bytes from <paramref name="start"/> on; disposed with this reader.</param>
    /// <param name="start">Where to start: at a record, or in a compressed object at a member.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="meter">Stops the read when it is exhausted.</param>
    /// <param name="onDamage">Called with each damaged range.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    internal ObjectRecords(
        SearchedObject entry,
        IChunkSource chunks,
        ReadPlace start,
        bool isGzip,
        ContentMeter meter,
        Action<StoredDamage> onDamage,
        CancellationToken cancellationToken)
    {
        (_key, _chunks, _meter, _onDamage) = (entry.Key, chunks, meter, onDamage);
        (_position, _skip) = (start.Position, start.SkipRecords);
        _restLengthBytes = entry.IsAtRest ? entry.LengthBytes : -1;
        IChunkSource metered = isGzip ? new MeteredChunks(_chunks, meter) : _chunks;
        var limits = StoredContentLimits.Small with { Meter = meter };
        _blocks = new StoredRecords(metered, start.Position, isGzip, limits)
            .ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Whether there are records that were read but not taken.</summary>
    internal bool HasNext => _next < _records.Count;

    /// <summary>The first of these records.</summary>
    internal LogRecord Next => _records[_next];

    /// <summary>Whether all records were read and taken.</summary>
    internal bool IsDone { get; private set; }

    /// <summary>Whether the read stopped early because the meter was exhausted.</summary>
    internal bool IsCutOff { get; private set; }

    /// <summary>Whether the object is probably not a log: no events in all of it, or in its first part, or a line without end.</summary>
    internal bool IsNotLog => !_hasEvents && (_isTooLong || _otherBytes >= (IsDone ? 1 : OtherBytesMax));

    /// <summary>The earliest time of the records read last; null if none has a time.</summary>
    internal DateTimeOffset? EarliestRead { get; private set; }

    /// <summary>Where a reader continues after the records taken here.</summary>
    internal ReadPlace Place => HasNext ? new(Next.Position, Next.MemberIndex ?? 0) : new(_position, (_index ?? 0) + _skip);

    internal LogRecord Take() => _records[_next++];

    /// <summary>Reads until there are records or the object ends.</summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request, or the object was deleted or
    /// replaced.</exception>
    internal async Task ReadAsync()
    {
        _records.Clear();
        _next = 0;
        EarliestRead = null;
        while ((!HasNext || !_hasEvents) && !IsDone && !IsNotLog)
        {
            // Until the first event, the object may not be a log: keep nothing.
            if (_records.Count == RecordsMax)
                _records.Clear();
            if (_rest.IsEmpty)
                await NextBlockAsync().ConfigureAwait(false);
            TakeLines();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _blocks.DisposeAsync().ConfigureAwait(false);
        await _chunks.DisposeAsync().ConfigureAwait(false);
    }

    private async Task NextBlockAsync()
    {
        if (!await _blocks.MoveNextAsync().ConfigureAwait(false))
        {
            (IsDone, IsCutOff) = (true, _meter.IsExhausted);
            return;
        }

        var block = _blocks.Current;
        if (block.Damage is { } damage)
        {
            _onDamage(damage);
            _isTooLong |= damage.Kind == StoredDamageKind.RecordTooLong;
            return;
        }

        if (block.IsFragment && !block.IsLastRecord(_restLengthBytes))
            return;

        // Copy: a caller may keep a record, and the block's memory is reused.
        (_rest, _position, _index) = (block.Bytes.ToArray(), block.Position, block.FirstIndex);
    }

    private void TakeLines()
    {
        while (!_rest.IsEmpty && _records.Count < RecordsMax)
        {
            var lineFeed = _rest.Span.IndexOf((byte)'\n');
            var line = lineFeed < 0 ? _rest : _rest[..lineFeed];
            if (_skip > 0)
            {
                _skip--;
                _meter.Skip(line.Length);
            }
            else if (!line.IsEmpty)
            {
                Add(line);
            }

            _rest = _rest[(lineFeed < 0 ? line.Length : lineFeed + 1)..];
            if (_index is null)
                _position += line.Length + 1;
            else
                _index++;
        }
    }

    private void Add(ReadOnlyMemory<byte> line)
    {
        var record = new LogRecord(_key, line, RecordProbe.TimestampOf(line.Span)) { Position = _position, MemberIndex = _index };
        _records.Add(record);
        _hasEvents = _hasEvents || record.Timestamp is not null || LogEvent.TryParse(line, out _);
        if (!_hasEvents && !RecordText.IsBlank(line.Span))
            _otherBytes += line.Length;
        if (record.Timestamp is { } own && !(own >= EarliestRead))
            EarliestRead = own;
    }
}
