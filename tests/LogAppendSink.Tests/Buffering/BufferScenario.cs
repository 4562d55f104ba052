using System.Buffers;
using System.Text;
using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

/// <summary>A buffer in memory, and short ways to put text in and take text out.</summary>
internal sealed class BufferScenario(long limitBytes = 1_000_000, QueueFullMode mode = QueueFullMode.DropWrite)
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static readonly BatchLimits NoLimits = new(int.MaxValue, ObjectRollingInterval.Infinite);

    internal MemoryBuffer Buffer { get; } = new(limitBytes, mode, TaskCreationOptions.RunContinuationsAsynchronously);

    internal AccountSnapshot Account => Buffer.Account;

    internal bool Write(string record, RecordLevel level = RecordLevel.Error, DateTimeOffset? at = null) =>
        Buffer.TryWrite(Encoding.UTF8.GetBytes(record), level, at ?? Noon);

    /// <summary>A record of so many bytes, its line feed included.</summary>
    internal bool WriteBytes(int lengthBytes, RecordLevel level = RecordLevel.Error) => Write(new string('x', lengthBytes - 1) + "\n", level);

    internal RecordBatch Take(BatchLimits? limits = null)
    {
        var batch = Buffer.TakeBatch(limits ?? NoLimits);
        Assert.NotNull(batch);
        return batch;
    }

    internal static string TextOf(RecordBatch batch) => Encoding.UTF8.GetString(batch.Bytes.ToArray());
}
