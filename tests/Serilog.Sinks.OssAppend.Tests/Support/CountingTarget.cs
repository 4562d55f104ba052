using LogAppendSink;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>A target that allocates nothing.</summary>
internal sealed class CountingTarget : IRecordTarget
{
    public int EventBodyLimitBytes => 256 * 1024;

    internal long Bytes { get; private set; }

    public void CountRefused()
    {
    }

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
    {
        Bytes += record.Length;
        return true;
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => default;
}
