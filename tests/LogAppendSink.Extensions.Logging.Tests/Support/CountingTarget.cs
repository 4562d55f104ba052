namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>A target that allocates nothing.</summary>
internal sealed class CountingTarget : IRecordTarget
{
    public int EventBodyLimitBytes => 256 * 1024;

    internal long Bytes { get; private set; }

    public void CountRefused()
    {
    }

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt)
    {
        Bytes += record.Length;
        return true;
    }
}
