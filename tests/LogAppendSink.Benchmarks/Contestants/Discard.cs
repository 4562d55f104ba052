using Serilog.Sinks.OssAppend;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>Takes encoded events and throws them away.</summary>
internal sealed class Discard : IRecordTarget
{
    private long _count;

    public int EventBodyLimitBytes => 256 * 1024;

    internal long Count => Interlocked.Read(ref _count);

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
    {
        Interlocked.Increment(ref _count);
        return true;
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
