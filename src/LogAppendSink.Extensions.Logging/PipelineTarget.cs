namespace LogAppendSink.Extensions.Logging;

/// <summary>A pipeline as a target.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="sharesClock">
/// Whether events carry times of the pipeline's own clock, which is the system's. The application may have another one, to test itself by: that
/// one dates events, but must not name objects, nor decide how long an event has waited.
/// </param>
internal sealed class PipelineTarget(LogPipeline pipeline, bool sharesClock) : IRecordTarget
{
    public int EventBodyLimitBytes => pipeline.EventBodyLimitBytes;

    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
        sharesClock ? pipeline.TryWrite(record, level, acceptedAt) : pipeline.TryWrite(record, level);

    public void CountRefused() => pipeline.CountRefused();
}
