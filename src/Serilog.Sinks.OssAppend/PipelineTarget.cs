using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>A pipeline, either created and disposed by the sink, or passed in and not disposed.</summary>
internal sealed class PipelineTarget : IRecordTarget, IAuditTarget
{
    private readonly LogPipeline _pipeline;
    private Task _flush = Task.CompletedTask;

    private PipelineTarget(LogPipeline pipeline, OssAppendOptions? ownOptions)
    {
        _pipeline = pipeline;
        OwnOptions = ownOptions;
    }

    public int EventBodyLimitBytes => _pipeline.EventBodyLimitBytes;

    /// <summary>The settings of the sink's pipeline; null if the pipeline was passed in.</summary>
    internal OssAppendOptions? OwnOptions { get; }

    internal PipelineStatus Status => _pipeline.Status;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => _pipeline.TryWrite(record, level);

    public void CountRefused() => _pipeline.CountRefused();

    public void SendSoon()
    {
        // One flush at a time, so that flushes do not accumulate during an outage.
        if (_flush.IsCompleted)
            _flush = _pipeline.FlushAsync();
    }

    public Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken) =>
        _pipeline.StoreAsync(record, level, cancellationToken);

    public void Dispose()
    {
        if (OwnOptions is not null)
            _pipeline.Dispose();
    }

    public ValueTask DisposeAsync() => OwnOptions is not null ? _pipeline.DisposeAsync() : default;

    /// <exception cref="OssAppendOptionsException">The settings are invalid.</exception>
    internal static PipelineTarget Create(OssAppendOptions options, LossEncoder lossEncoder) =>
        new(LogPipeline.Create(options, lossEncoder), options);

    internal static PipelineTarget Over(LogPipeline pipeline) => new(pipeline, ownOptions: null);
}
