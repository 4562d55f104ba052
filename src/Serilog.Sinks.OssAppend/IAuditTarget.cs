using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>The destination of audited events: the part of a pipeline that the sink needs, so that a test can replace it.</summary>
internal interface IAuditTarget : IDisposable, IAsyncDisposable
{
    /// <summary>The largest record that the target accepts, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Counts an event that could not be encoded. Never throws.</summary>
    void CountRefused();

    /// <summary>Stores a record. Completes when it is in the store.</summary>
    /// <exception cref="RecordNotStoredException">The record may not be stored; thrown by the task.</exception>
    Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken);
}
