using LogAppendSink;

namespace Serilog.Sinks.OssAppend;

/// <summary>A pipeline that the sink made and disposes, or one that it was handed and does not.</summary>
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

    /// <summary>The settings of the sink's own pipeline; null where the pipeline is someone else's.</summary>
    internal OssAppendOptions? OwnOptions { get; }

    internal PipelineStatus Status => _pipeline.Status;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => _pipeline.TryWrite(record, level);

    public void CountRefused() => _pipeline.CountRefused();

    public void SendSoon()
    {
        // One flush at a time, so that an outage does not pile them up.
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

    /// <exception cref="OssAppendOptionsException">Settings that cannot work.</exception>
    internal static PipelineTarget Create(OssAppendOptions options, LossEncoder lossEncoder) => new(LogPipeline.Create(options, lossEncoder), options);

    internal static PipelineTarget Over(LogPipeline pipeline) => new(pipeline, ownOptions: null);
}
