using System.Globalization;
using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests.Health;

public sealed class OssAppendHealthCheckTests
{
    [Fact]
    public async Task Health_is_healthy_before_the_first_event()
    {
        await using var scenario = new HealthScenario();

        var entry = await scenario.CheckAsync();

        Assert.Equal((HealthStatus.Healthy, "Events are stored."), (entry.Status, entry.Description));
        Assert.Equal(
            ["droppedEvents", "lagSeconds", "pendingBytes", "pendingEvents", "refusedEvents"],
            entry.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Health_is_healthy_with_time_and_object_when_events_are_stored()
    {
        await using var scenario = new HealthScenario();
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        var entry = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(("app.clef", (object)scenario.Time.GetUtcNow()), (entry.Data["objectKey"], entry.Data["lastStoredAt"]));
    }

    [Fact]
    public async Task Health_is_degraded_when_the_oldest_event_waits_too_long()
    {
        await using var scenario = new HealthScenario { IsAway = true };
        scenario.Write();
        await scenario.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HealthStatus.Healthy, (await scenario.CheckAsync()).Status);

        await scenario.PassAsync(TimeSpan.FromSeconds(40));
        var entry = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        var lag = Assert.IsType<double>(entry.Data["lagSeconds"]);
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The oldest event has waited for {lag:0} s to be stored. The test store refused the HEAD of 'app.clef' in bucket "
                    + $"'memory': 403 AccessDenied."),
            entry.Description);
        Assert.Equal((1L, 6L), (entry.Data["pendingEvents"], entry.Data["pendingBytes"]));
    }

    [Fact]
    public async Task Health_is_unhealthy_during_a_long_outage_and_healthy_after_it()
    {
        await using var scenario = new HealthScenario { IsAway = true };
        scenario.Write();
        await scenario.PassAsync(TimeSpan.FromMinutes(5));

        var during = await scenario.CheckAsync();
        scenario.IsAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        var after = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, during.Status);
        Assert.EndsWith(
            " s: The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.",
            during.Description,
            StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, after.Status);
        Assert.Equal("The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.", after.Data["lastFailure"]);
    }

    [Fact]
    public async Task Registration_sets_the_failure_status()
    {
        await using var scenario = new HealthScenario(
            options => options.UnhealthyOutage = TimeSpan.Zero, HealthStatus.Degraded)
        { IsAway = true };
        scenario.Write();
        await scenario.Time.WaitForTimerAsync();

        Assert.Equal(HealthStatus.Degraded, (await scenario.CheckAsync()).Status);
    }

    [Fact]
    public async Task Health_is_degraded_for_a_time_after_events_were_dropped()
    {
        await using var scenario = new HealthScenario();
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        Assert.Equal(HealthStatus.Healthy, (await scenario.CheckAsync()).Status);

        scenario.Pipeline.TryWrite(new byte[2000], RecordLevel.Information); // Above the limit.
        var atOnce = await scenario.CheckAsync();
        scenario.Time.Advance(TimeSpan.FromMinutes(4));
        var soon = await scenario.CheckAsync();
        scenario.Time.Advance(TimeSpan.FromMinutes(1));
        var later = await scenario.CheckAsync();

        Assert.Equal((HealthStatus.Degraded, HealthStatus.Degraded, HealthStatus.Healthy), (atOnce.Status, soon.Status, later.Status));
        Assert.Equal("Events were dropped within the last 300 s (1 since the start).", atOnce.Description);
        Assert.Equal(1L, later.Data["droppedEvents"]);
    }

    [Fact]
    public async Task Health_stays_unhealthy_when_delivery_has_stopped()
    {
        await using var scenario = new HealthScenario { IsBroken = true };
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("the event to be dropped");

        scenario.Time.Advance(TimeSpan.FromHours(1));
        var entry = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(
            "Delivery has stopped because of a bug in LogAppendSink. Events are dropped until the application restarts.",
            entry.Description);
    }

    [Fact]
    public async Task Check_finds_the_pipeline_of_the_provider()
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddConfiguration(Services.Configuration().GetSection("Logging")).AddOssAppend())
            .AddHealthChecks().AddOssAppend().Services
            .BuildServiceProvider();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["oss-append"].Status);
    }

    [Fact]
    public async Task Check_reports_the_fix_when_there_is_no_pipeline()
    {
        await using var services = new ServiceCollection().AddLogging().AddHealthChecks().AddOssAppend().Services.BuildServiceProvider();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        var entry = report.Entries["oss-append"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal(
            "The OssAppend health check found no pipeline. Call builder.Logging.AddOssAppend(...), or pass the pipeline to the check.",
            entry.Description);
    }

    [Fact]
    public void Invalid_limits_are_reported_together()
    {
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHealthChecks().AddOssAppend(configure: options =>
        {
            options.DegradedLag = TimeSpan.Zero;
            options.DegradedAfterDrop = TimeSpan.FromSeconds(-1);
            options.UnhealthyOutage = TimeSpan.FromSeconds(-1);
        }));

        Assert.Equal(
            "The options of the OssAppend health check are invalid. DegradedLag is 00:00:00; set it above 0. DegradedAfterDrop "
                + "is -00:00:01; set it to 0 or more. UnhealthyOutage is -00:00:01; set it to 0 or more.",
            error.Message);
    }
}
