namespace LogAppendSink.Extensions.Logging;

/// <summary>A pipeline as a target.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="sharesClock">
/// Whether events have times of the pipeline's clock, the system's. The application may have another clock for tests. That clock dates
/// events, but must not affect object names or how long an event waits.
/// </param>
internal sealed class PipelineTarget(LogPipeline pipeline, bool sharesClock) : IRecordTarget
{
    public int EventBodyLimitBytes => pipeline.EventBodyLimitBytes;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        sharesClock ? pipeline.TryWrite(record, level, acceptedAt) : pipeline.TryWrite(record, level);

    public void CountRefused() => pipeline.CountRefused();
}
