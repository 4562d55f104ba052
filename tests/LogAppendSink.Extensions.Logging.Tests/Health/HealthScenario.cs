using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LogAppendSink.Extensions.Logging.Tests.Health;

/// <summary>An application with a health check of a pipeline whose clock and store the test controls.</summary>
internal sealed class HealthScenario : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    internal HealthScenario(
        Action<OssAppendHealthOptions>? configure = null, HealthStatus? failureStatus = null, long queueLimitBytes = 64 * 1024 * 1024)
    {
        var options = new OssAppendOptions
        {
            Endpoint = "oss-cn-hangzhou.aliyuncs.com",
            Bucket = "acme-logs",
            ObjectKey = "app.clef",
            QueueLimitBytes = queueLimitBytes,
            BatchSizeLimitBytes = 1024,
            EventBodyLimitBytes = 1024,
            ShutdownTimeout = TimeSpan.Zero,
        };
        Pipeline = LogPipeline.Create(
            options, new PipelineEdges(Time, new Random(1), _ => new MemoryObjectStore(new MemoryCloud(), _ => Answer())));
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Time)
            .AddHealthChecks().AddOssAppend(Pipeline, failureStatus: failureStatus, tags: ["logs"], configure: configure).Services
            .BuildServiceProvider();
    }

    internal ManualTimeProvider Time { get; } = new();

    internal LogPipeline Pipeline { get; }

    internal bool IsAway { get; set; }

    /// <summary>Whether the store throws an unexpected exception, as a bug would.</summary>
    internal bool IsBroken { get; set; }

    internal void Write() => Pipeline.TryWrite("event\n"u8, RecordLevel.Information);

    internal async Task<HealthReportEntry> CheckAsync() =>
        (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(
            registration => registration.Tags.Contains("logs"))).Entries["oss-append"];

    /// <summary>Lets delivery retry, and advances the clock between retries, until this much time has passed.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        var until = Time.Elapsed + time;
        while (Time.Elapsed < until)
        {
            await Time.WaitForTimerAsync();
            Time.AdvanceToNextTimer();
        }

        await Time.WaitForTimerAsync();
    }

    private StoreFault Answer() => IsBroken ? throw new InvalidOperationException("a bug") : IsAway ? StoreFault.Refused : StoreFault.None;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        var disposal = Pipeline.DisposeAsync().AsTask();
        while (!disposal.IsCompleted)
        {
            await Task.WhenAny(disposal, Time.WaitForTimerAsync());
            Time.AdvanceToNextTimer();
        }

        await disposal;
    }
}
