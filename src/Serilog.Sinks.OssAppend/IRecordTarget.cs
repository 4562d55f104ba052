using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>Where encoded events go: what the sink needs of a pipeline, so that a test can stand in for one.</summary>
internal interface IRecordTarget : IDisposable, IAsyncDisposable
{
    /// <summary>Largest record the target takes, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Takes a copy of the record. Never throws; what is refused is counted by the target.</summary>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level);

    /// <summary>Counts an event of which there is no record. Never throws.</summary>
    void CountRefused();

    /// <summary>Has what was taken sent without a wait for more. Returns at once.</summary>
    void SendSoon()
    {
    }
}
