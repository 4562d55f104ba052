using System.Buffers;

namespace LogAppendSink.Buffering;

/// <summary>The records of one append: whole records of one period, in the order in which they were accepted.</summary>
/// <param name="Bytes">The records, line feeds included. Unchanged until the batch is acknowledged or dropped.</param>
/// <param name="Count">The number of records.</param>
/// <param name="Records">Their numbers. More than <paramref name="Count"/> if some records were lost to damage.</param>
/// <param name="FirstAcceptedAt">The time when the first record was accepted.</param>
internal sealed record RecordBatch(ReadOnlySequence<byte> Bytes, int Count, RecordRange Records, DateTimeOffset FirstAcceptedAt)
{
    /// <summary>
    /// A number that distinguishes this batch from batches of other buffers with the same bytes. It is the same after a restart. Null for a
    /// batch in memory, which is lost at a restart.
    /// </summary>
    internal uint? Mark { get; init; }

    internal long LengthBytes { get; } = Bytes.Length;
}
