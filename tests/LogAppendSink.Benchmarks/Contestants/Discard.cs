using Serilog.Sinks.OssAppend;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>Takes encoded events and throws them away.</summary>
internal sealed class Discard : IRecordTarget
{
    private readonly ThreadLocal<long> _count = new(trackAllValues: true);

    public int EventBodyLimitBytes => 256 * 1024;

    internal long Count => _count.Values.Sum();

    public void CountRefused()
    {
    }

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
    {
        _count.Value++; // Each thread its own: one counter would be what the threads wait for.
        return true;
    }

    /// <summary>The count is asked for afterwards.</summary>
    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
