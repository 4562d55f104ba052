namespace LogAppendSink.Buffering;

/// <summary>
/// A stretch of memory with records one after the other, so that a batch is sent from where it lies, and beside it what is
/// known of each record. Guarded by its buffer's lock; the bytes of records that were taken are only read.
/// </summary>
internal sealed class BufferChunk(int capacityBytes)
{
    private RecordInfo[] _infos = new RecordInfo[Math.Max(1, capacityBytes / 512)];

    internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(capacityBytes);

    internal int UsedBytes { get; private set; }

    internal int Count { get; private set; }

    /// <summary>How many records were taken, and where the next one to take begins.</summary>
    internal int TakenCount { get; set; }

    internal int TakenBytes { get; set; }

    /// <summary>How many records are done with: stored or dropped.</summary>
    internal int SettledCount { get; set; }

    internal bool IsSettled => SettledCount == Count;

    internal bool HasRoomFor(int lengthBytes) => Bytes.Length - UsedBytes >= lengthBytes;

    internal RecordInfo this[int index] => _infos[index];

    internal void Add(in IncomingRecord record)
    {
        record.CopyTo(Bytes.AsSpan(UsedBytes));
        if (Count == _infos.Length)
            Array.Resize(ref _infos, _infos.Length * 2);
        _infos[Count++] = new RecordInfo(record.LengthBytes, record.AcceptedAtUtcTicks);
        UsedBytes += record.LengthBytes;
    }

    internal void Clear()
    {
        UsedBytes = 0;
        Count = 0;
        TakenCount = 0;
        TakenBytes = 0;
        SettledCount = 0;
    }

    /// <summary>What is known of a record besides its bytes.</summary>
    internal readonly record struct RecordInfo(int LengthBytes, long AcceptedAtUtcTicks)
    {
        internal DateTimeOffset AcceptedAt => new(AcceptedAtUtcTicks, TimeSpan.Zero);
    }
}
