namespace LogAppendSink.Extensions.Logging;

/// <summary>The pipeline that an application has handed in. In a type of its own, so that no container takes the pipeline for its to dispose.</summary>
internal sealed record SharedPipeline(LogPipeline Pipeline);
