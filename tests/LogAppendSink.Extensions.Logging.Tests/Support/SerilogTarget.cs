namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>The target of the Serilog front end.</summary>
internal sealed class SerilogTarget(int eventBodyLimitBytes = 256 * 1024) : Serilog.Sinks.OssAppend.IRecordTarget
{
    public int EventBodyLimitBytes => eventBodyLimitBytes;

    internal List<string> Records { get; } = [];

    public void CountRefused()
    {
    }

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
    {
        Records.Add(System.Text.Encoding.UTF8.GetString(record));
        return true;
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => default;
}
