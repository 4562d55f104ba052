using System.Buffers;
using System.Text;
using LogAppendSink.Buffering;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

/// <summary>A buffer, in memory or on disk, with short methods to write and take text.</summary>
internal sealed class BufferScenario : IDisposable
{
    private readonly Spool.SpoolScenario? _spool;

    internal static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static readonly BatchLimits NoLimits = new(int.MaxValue, ObjectRollingInterval.Infinite);

    /// <param name="limitBytes">The limit of a buffer in memory.</param>
    /// <param name="mode">What happens when the buffer is full.</param>
    /// <param name="isOnDisk">Whether the buffer is a spool. Each of its three segments has room for one record of 4,000 bytes.</param>
    internal BufferScenario(long limitBytes = 1_000_000, QueueFullMode mode = QueueFullMode.DropWrite, bool isOnDisk = false)
    {
        if (!isOnDisk)
        {
            Buffer = new MemoryBuffer(limitBytes, mode, TaskCreationOptions.RunContinuationsAsynchronously);
            return;
        }

        _spool = new Spool.SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 3 * Spool.DamageScenario.SegmentBytes;
            options.QueueFullMode = mode;
        });
        Buffer = _spool.Open().Buffer;
    }

    internal IRecordBuffer Buffer { get; }

    internal AccountSnapshot Account => Buffer.Account;

    internal bool Write(string record, RecordLevel level = RecordLevel.Error, DateTimeOffset? at = null) =>
        Buffer.TryWrite(Encoding.UTF8.GetBytes(record), level, at ?? Noon);

    /// <summary>Writes a record of a length, line feed included.</summary>
    internal bool WriteBytes(int lengthBytes, RecordLevel level = RecordLevel.Error) =>
        Write(new string('x', lengthBytes - 1) + "\n", level);

    internal RecordBatch Take(BatchLimits? limits = null)
    {
        var batch = Buffer.TakeBatch(limits ?? NoLimits);
        Assert.NotNull(batch);
        return batch;
    }

    public void Dispose()
    {
        Buffer.Dispose();
        _spool?.Dispose();
    }

    internal static string TextOf(RecordBatch batch) => Encoding.UTF8.GetString(batch.Bytes.ToArray());
}
