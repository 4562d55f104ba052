using System.Text;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>A pipeline whose clock, store and listener a test owns. Its objects are named <c>app.clef</c>.</summary>
internal sealed class PipelineScenario : IAsyncDisposable
{
    internal PipelineScenario(
        Action<OssAppendOptions>? change = null,
        Func<StoreCall, StoreFault>? plan = null,
        MemoryCloud? cloud = null,
        bool checksAtStart = false,
        bool callsListenersInline = true,
        Func<PipelineEdges, PipelineEdges>? changeEdges = null)
    {
        var options = new OssAppendOptions
        {
            Endpoint = "oss-cn-hangzhou.aliyuncs.com",
            Bucket = "acme-logs",
            ObjectKey = "app.clef",
            OnNotice = Notices.Add,
        };
        change?.Invoke(options);
        Cloud = cloud ?? new MemoryCloud();
        Memory = new MemoryObjectStore(Cloud, plan);
        Store = new ObservedStore(Memory);
        var edges = new PipelineEdges(Time, new Random(1), _ => Store)
        {
            ChecksAtStart = checksAtStart,
            CallsListenersInline = callsListenersInline,
        };
        Pipeline = LogPipeline.Create(options, changeEdges?.Invoke(edges) ?? edges);
    }

    internal ManualTimeProvider Time { get; } = new();

    internal MemoryCloud Cloud { get; }

    internal MemoryObjectStore Memory { get; }

    internal ObservedStore Store { get; }

    internal Sightings<DeliveryNotice> Notices { get; } = new();

    internal LogPipeline Pipeline { get; }

    internal bool Write(string record, RecordLevel level = RecordLevel.Information) =>
        Pipeline.TryWrite(Encoding.UTF8.GetBytes(record), level);

    /// <summary>Writes a record that goes out at once, as the first one does, and waits until it is stored.</summary>
    internal async Task StoreFirstAsync()
    {
        Write("first\n");
        await Pipeline.FlushAsync().WithDeadline("the first record to be stored");
    }

    /// <summary>What an object holds; to be asked when delivery rests.</summary>
    internal string TextOf(string key) => Cloud.Find(key) is { } found ? Encoding.UTF8.GetString(found.Content.Span) : "";

    internal Task<DeliveryNotice> NoticeAsync(DeliveryNoticeKind kind) =>
        Notices.FirstAsync(notice => notice.Kind == kind, $"a notice {kind}");

    /// <summary>Moves the clock from timer to timer until a condition holds.</summary>
    /// <param name="condition">What another thread brings about.</param>
    /// <param name="within">The clock goes no further than this from now on; null: as far as needed.</param>
    internal async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? within = null)
    {
        var last = within is { } limit ? Time.Elapsed + limit : TimeSpan.MaxValue;
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(startedAt) < Deadline.Default)
        {
            if (Time.NextDue is { } due && due <= last)
                Time.Advance(due > Time.Elapsed ? due - Time.Elapsed : TimeSpan.Zero);
            else
                await Task.Yield();
        }

        Assert.True(condition(), $"The condition did not become true: {Pipeline.Status}");
    }

    /// <summary>As above, until all events of the pipeline are stored or dropped.</summary>
    internal async Task FlushAsync(TimeSpan? within = null)
    {
        var flush = Pipeline.FlushAsync();
        await AdvanceUntilAsync(() => flush.IsCompleted, within);
        await flush;
    }

    /// <summary>Disposes the pipeline, moving the clock as far as that needs.</summary>
    public async ValueTask DisposeAsync()
    {
        var disposal = Pipeline.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            // What follows delivery runs on threads of its own, and the clock must not outrun them.
            var isDelivered = Pipeline.Delivery.IsCompleted;
            await Task.WhenAny(disposal, isDelivered ? Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System) : Time.WaitForTimerAsync());
            if (isDelivered || !Pipeline.Delivery.IsCompleted)
                Time.AdvanceToNextTimer();
        }

        await disposal;
    }
}
