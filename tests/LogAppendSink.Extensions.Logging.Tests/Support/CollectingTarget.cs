using System.Text;

namespace LogAppendSink.Extensions.Logging.Tests.Support;

/// <summary>A target that keeps all records. Refuses nothing.</summary>
internal sealed class CollectingTarget(int eventBodyLimitBytes = 256 * 1024) : IRecordTarget
{
    // A record that is not UTF-8 throws here, in the test that wrote it.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public int EventBodyLimitBytes => eventBodyLimitBytes;

    internal List<string> Records { get; } = [];

    internal List<RecordLevel> Levels { get; } = [];

    internal List<DateTimeOffset> Times { get; } = [];

    internal int Refused { get; private set; }

    public void CountRefused() => Refused++;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt)
    {
        Records.Add(Utf8.GetString(record));
        Levels.Add(level);
        Times.Add(acceptedAt);
        return true;
    }
}
