namespace LogAppendSink.Buffering;

/// <summary>
/// A memory region with consecutive records, and their lengths and times. Batches are sent from this memory without a copy.
/// Guarded by the buffer's lock; the bytes of taken records no longer change.
/// </summary>
internal sealed class BufferChunk(int capacityBytes)
{
    private RecordInfo[] _infos = new RecordInfo[Math.Max(1, capacityBytes / 512)];

    internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(capacityBytes);

    internal int UsedBytes { get; private set; }

    internal int Count { get; private set; }

    /// <summary>The number of taken records.</summary>
    internal int TakenCount { get; set; }

    /// <summary>The position of the next record to take.</summary>
    internal int TakenBytes { get; set; }

    /// <summary>The number of records that are stored or dropped.</summary>
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

    internal readonly record struct RecordInfo(int LengthBytes, long AcceptedAtUtcTicks)
    {
        internal DateTimeOffset AcceptedAt => new(AcceptedAtUtcTicks, TimeSpan.Zero);
    }
}
