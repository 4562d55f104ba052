using System.Buffers;

namespace LogAppendSink.Buffering;

/// <summary>Whole records of one period, in the order in which they were accepted; the matter of one append.</summary>
/// <param name="Bytes">The records, terminators included; unchanged until the batch is acknowledged or dropped.</param>
/// <param name="Count">How many.</param>
/// <param name="Records">Their numbers; more than <paramref name="Count"/> where some were lost to damage.</param>
/// <param name="FirstAcceptedAt">When the first was accepted.</param>
internal sealed record RecordBatch(ReadOnlySequence<byte> Bytes, int Count, RecordRange Records, DateTimeOffset FirstAcceptedAt)
{
    /// <summary>
    /// A number that batches of other buffers do not have, also where they hold the same records, and that this one has again after a restart.
    /// Null where a restart loses the batch.
    /// </summary>
    internal uint? Mark { get; init; }

    internal long LengthBytes { get; } = Bytes.Length;
}
