using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>The destination of encoded events: the part of a pipeline that the sink needs, so that a test can replace it.</summary>
internal interface IRecordTarget : IDisposable, IAsyncDisposable
{
    /// <summary>The largest record that the target accepts, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Takes a copy of the record. Never throws; the target counts refused records.</summary>
    bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level);

    /// <summary>Counts an event that could not be encoded. Never throws.</summary>
    void CountRefused();

    /// <summary>Starts sending buffered events without waiting for more. Returns immediately.</summary>
    void SendSoon()
    {
    }
}
