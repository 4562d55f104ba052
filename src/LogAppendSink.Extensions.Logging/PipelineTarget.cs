namespace LogAppendSink.Extensions.Logging;

/// <summary>A pipeline as a target.</summary>
internal sealed class PipelineTarget(LogPipeline pipeline) : IRecordTarget
{
    public int EventBodyLimitBytes => pipeline.EventBodyLimitBytes;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) => pipeline.TryWrite(record, level, acceptedAt);
}
