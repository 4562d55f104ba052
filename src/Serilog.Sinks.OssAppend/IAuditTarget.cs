using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>Where audited events go: what the sink needs of a pipeline, so that a test can stand in for one.</summary>
internal interface IAuditTarget : IDisposable, IAsyncDisposable
{
    /// <summary>Largest record the target takes, in bytes.</summary>
    int EventBodyLimitBytes { get; }

    /// <summary>Counts an event of which there is no record. Never throws.</summary>
    void CountRefused();

    /// <summary>Completes when the record is in the store.</summary>
    /// <exception cref="RecordNotStoredException">It is not known to be; in the task.</exception>
    Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken);
}
