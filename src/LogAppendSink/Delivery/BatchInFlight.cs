using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>A batch in flight and its body.</summary>
/// <param name="Batch">The batch to acknowledge or drop.</param>
/// <param name="Body">The bytes to append, the same for every attempt.</param>
internal sealed record BatchInFlight(RecordBatch Batch, AppendBody Body)
{
    /// <summary>The timestamp of the first attempt; null before it.</summary>
    internal long? StartedAt { get; set; }

    /// <summary>The number of uploads that timed out in a row.</summary>
    internal int UploadTimeouts { get; set; }
}
