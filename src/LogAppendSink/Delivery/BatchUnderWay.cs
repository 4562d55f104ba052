using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>A batch that was taken, and the body that was made of it.</summary>
/// <param name="Batch">What is acknowledged or dropped.</param>
/// <param name="Body">What is appended, the same for every try.</param>
internal sealed record BatchUnderWay(RecordBatch Batch, AppendBody Body)
{
    /// <summary>When its first try began; null before.</summary>
    internal long? StartedAt { get; set; }

    /// <summary>How many of its uploads have timed out, one after the other.</summary>
    internal int UploadTimeouts { get; set; }
}
