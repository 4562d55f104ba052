using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Simulation;

/// <summary>Tests that need an exact order of steps, on one thread as in a simulated run.</summary>
public class ShutdownTests
{
    [Fact]
    public void Shutdown_after_a_long_outage_tries_more_than_once()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var time = new ManualTimeProvider();
            var cloud = new MemoryCloud();
            var isAway = true;
            var store = new MemoryObjectStore(cloud, _ => isAway ? StoreFault.Unreachable : StoreFault.None, time, () => TimeSpan.FromMilliseconds(10));
            var options = new OssAppendOptions { Endpoint = "http://127.0.0.1:1", Region = "cn-hangzhou", Bucket = "simulated", ObjectKey = "app.clef" };
            var pipeline = LogPipeline.Create(options, new PipelineEdges(time, new Random(1), _ => store) { Continuations = TaskCreationOptions.None });
            pipeline.TryWrite("a\n"u8, RecordLevel.Information);
            time.Advance(TimeSpan.FromMinutes(10)); // Retries are now up to 20 s apart, and ShutdownTimeout is 5 s.

            var disposal = pipeline.DisposeAsync().AsTask();
            time.Advance(TimeSpan.FromSeconds(1));
            isAway = false;
            while (!disposal.IsCompleted && time.AdvanceToNextTimer())
            {
            }

            Assert.Equal("a\n"u8.Length, cloud.Find("app.clef")?.LengthBytes);
            Assert.Equal(0, pipeline.Status.Dropped);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
