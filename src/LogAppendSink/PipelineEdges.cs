using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>What a pipeline asks of the world, passed in so that a test can own it.</summary>
/// <param name="Time">The clock and the timers.</param>
/// <param name="Random">Jitter and names; used by the delivery task alone.</param>
/// <param name="OpenStore">Opens the store; the pipeline disposes it.</param>
internal sealed record PipelineEdges(TimeProvider Time, Random Random, Func<OssAppendOptions, IObjectStore> OpenStore);
