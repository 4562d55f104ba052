using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

/// <summary>An application may register a clock, e.g. for its tests. It only dates events.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData(2000)]
    [InlineData(2099)]
    public async Task Application_clock_dates_events_but_does_not_name_objects(int year)
    {
        var cloud = new MemoryCloud();
        await using var pipeline = PipelineOver(new MemoryObjectStore(cloud));
        await using var services = ServicesWith(year, logging => logging.AddOssAppend(pipeline));

        services.Logger().LogInformation("m");
        await pipeline.FlushAsync().WithDeadline("the event to be stored");

        var today = $"{TimeProvider.System.GetUtcNow().Year}.clef";
        Assert.Contains($"\"@t\":\"{year}-", System.Text.Encoding.UTF8.GetString(
            cloud.Find(today)!.Content.Span), StringComparison.Ordinal); // The object exists.
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(2099)]
    public async Task Application_clock_affects_neither_ages_nor_health(int year)
    {
        await using var pipeline = PipelineOver(new MemoryObjectStore(new MemoryCloud(), _ => StoreFault.Refused));
        await using var services = ServicesWith(
            year, logging => logging.AddOssAppend(pipeline), health => health.UnhealthyOutage = TimeSpan.Zero);
        services.Logger().LogInformation("m");
        while (pipeline.Status.FailingSince is null)
            await Task.Yield();

        var entry = (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["oss-append"];

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.InRange((double)entry.Data["lagSeconds"], 0, 600);
        // The event is pending.
        Assert.InRange(
            TimeProvider.System.GetUtcNow() - pipeline.Status.OldestPendingAt!.Value, TimeSpan.FromSeconds(-1), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Application_clock_does_not_date_notices()
    {
        var notices = new List<DeliveryNotice>();
        using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2099, 3, 1, 7, 0, 0, TimeSpan.Zero)))
            .AddLogging(logging => logging.AddConfiguration(
                Services.Configuration("""{ "Bukcet": "x" }""").GetSection("Logging")).AddOssAppend(options => options.OnNotice = notice =>
            {
                lock (notices)
                    notices.Add(notice);
            }))
            .BuildServiceProvider();

        services.Logger();

        lock (notices)
            Assert.Equal(TimeProvider.System.GetUtcNow().Year, notices.First(
                notice => notice.Kind == DeliveryNoticeKind.UnknownSetting).Timestamp.Year);
    }

    private static ServiceProvider ServicesWith(int year, Action<ILoggingBuilder> add, Action<OssAppendHealthOptions>? configure = null) =>
        new ServiceCollection()
        .AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(year, 3, 1, 7, 0, 0, TimeSpan.Zero)))
        .AddLogging(add)
        .AddHealthChecks().AddOssAppend(configure: configure).Services
        .BuildServiceProvider();

    private static LogPipeline PipelineOver(MemoryObjectStore store) => LogPipeline.Create(
        new OssAppendOptions
        {
            Endpoint = "oss-cn-hangzhou.aliyuncs.com",
            Bucket = "acme-logs",
            ObjectKey = "{Date}.clef",
            RollingInterval = ObjectRollingInterval.Year,
            ShutdownTimeout = TimeSpan.Zero,
        },
        new PipelineEdges(TimeProvider.System, new Random(1), _ => store));
}
