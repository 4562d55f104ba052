using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Extensions.Logging.Tests.Metrics;

/// <summary>A pipeline that has accepted four events: two stored in one append, one too large, and one in the buffer.</summary>
internal sealed class MeteredPipeline : IAsyncDisposable
{
    private readonly LogPipeline _pipeline;

    private MeteredPipeline(string bucket) => _pipeline = LogPipeline.Create(
        new OssAppendOptions
        {
            Endpoint = "oss-cn-hangzhou.aliyuncs.com",
            Bucket = bucket,
            ObjectKey = "app.clef",
            EagerlyEmitFirstEvent = false,
            EventBodyLimitBytes = 1024,
            ShutdownTimeout = TimeSpan.Zero,
        },
        new PipelineEdges(Time, new Random(1), _ => new MemoryObjectStore(new MemoryCloud())) { CallsListenersInline = true });

    internal ManualTimeProvider Time { get; } = new();

    internal static async Task<MeteredPipeline> StartAsync(string bucket)
    {
        var metered = new MeteredPipeline(bucket);
        metered.Write("one\n");
        metered.Write("two\n");
        await metered._pipeline.FlushAsync().WithDeadline("two events to be stored");
        metered.Write(new string('x', 2000));
        metered.Write("waits\n");
        metered.Time.Advance(TimeSpan.FromSeconds(1));
        return metered;
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private void Write(string record) => _pipeline.TryWrite(System.Text.Encoding.UTF8.GetBytes(record), RecordLevel.Information);
}
