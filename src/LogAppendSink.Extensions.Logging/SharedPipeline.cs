namespace LogAppendSink.Extensions.Logging;

/// <summary>The pipeline passed in by the application. Wrapped, so that the container does not dispose the pipeline.</summary>
internal sealed record SharedPipeline(LogPipeline Pipeline);
