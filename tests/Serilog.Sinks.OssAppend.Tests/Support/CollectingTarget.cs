using System.Text;
using LogAppendSink;

namespace Serilog.Sinks.OssAppend.Tests.Support;

/// <summary>A target that keeps all records. Refuses nothing unless it is full.</summary>
internal sealed class CollectingTarget(int eventBodyLimitBytes = 256 * 1024) : IRecordTarget
{
    // A record that is not UTF-8 throws here, in the test that wrote it.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int EventBodyLimitBytes => eventBodyLimitBytes;

    internal List<string> Records { get; } = [];

    internal List<RecordLevel> Levels { get; } = [];

    internal int DisposeCount { get; private set; }

    internal int DisposeAsyncCount { get; private set; }

    internal int Refused { get; private set; }

    internal bool IsFull { get; set; }

    internal int SendSoonCount { get; private set; }

    public void CountRefused() => Refused++;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
    {
        if (IsFull)
            return false;

        Records.Add(Utf8.GetString(record));
        Levels.Add(level);
        return true;
    }

    public void SendSoon() => SendSoonCount++;

    public void Dispose() => DisposeCount++;

    public ValueTask DisposeAsync()
    {
        DisposeAsyncCount++;
        return default;
    }
}
