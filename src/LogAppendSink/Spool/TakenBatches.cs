using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// The batches that are taken and not settled, and how far records are taken and settled. Owned by the delivery task.
/// </summary>
internal sealed class TakenBatches(SpoolPosition delivered)
{
    private readonly LinkedList<Entry> _batches = new();

    /// <summary>The bytes of all taken records, over the lifetime of the spool.</summary>
    internal long BytesThrough { get; set; } = delivered.RecordByte;

    /// <summary>The end of the settled records.</summary>
    internal SpoolPosition Settled { get; private set; } = delivered;

    internal bool IsEmpty => _batches.Count == 0;

    /// <summary>The number of records in the batches.</summary>
    internal int RecordCount => _batches.Sum(taken => taken.Batch.Count);

    /// <summary>The segment from which the oldest batch would be read again, or null.</summary>
    internal SpoolSegment? FirstSegment => _batches.First?.Value.Start.Segment;

    internal void Add(Entry taken) => _batches.AddLast(taken);

    /// <summary>Removes the youngest batch, to be read again.</summary>
    internal Entry RemoveYoungest(RecordBatch batch)
    {
        var taken = _batches.Last!.Value; // The caller has an unsettled batch.
        Invariant.Holds(taken.Batch == batch, "The youngest batch is given back first.");
        _batches.RemoveLast();
        BytesThrough = taken.BytesBefore;
        return taken;
    }

    /// <summary>Removes the batches below a number.</summary>
    /// <returns>Their memory, which can be reused.</returns>
    internal List<byte[]> SettleThrough(long sequence)
    {
        var idle = new List<byte[]>();
        var settledBytes = Settled.RecordByte;
        while (_batches.First?.Value is { } taken && taken.Batch.Records.Next <= sequence)
        {
            settledBytes = taken.BytesThrough;
            idle.Add(taken.Memory);
            _batches.RemoveFirst();
        }

        Settled = new SpoolPosition(sequence, IsEmpty ? BytesThrough : settledBytes);
        return idle;
    }

    /// <summary>A taken batch.</summary>
    /// <param name="Batch">The batch.</param>
    /// <param name="Memory">The memory of its records.</param>
    /// <param name="Start">The place of the reader before it.</param>
    /// <param name="BytesBefore">The bytes of records before it, over the lifetime of the spool.</param>
    /// <param name="BytesThrough">The bytes of records through its end, over the lifetime of the spool.</param>
    /// <param name="TakenBytes">The bytes that were counted as taken with it.</param>
    internal readonly record struct Entry(
        RecordBatch Batch,
        byte[] Memory,
        SpoolReader.Bookmark Start,
        long BytesBefore,
        long BytesThrough,
        long TakenBytes);
}
