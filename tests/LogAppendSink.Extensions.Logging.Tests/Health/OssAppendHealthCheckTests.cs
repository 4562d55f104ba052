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
    public async Task Healthy_while_nothing_was_logged()
    {
        await using var scenario = new HealthScenario();

        var entry = await scenario.CheckAsync();

        Assert.Equal((HealthStatus.Healthy, "Events are stored."), (entry.Status, entry.Description));
        Assert.Equal(["droppedEvents", "lagSeconds", "pendingBytes", "pendingEvents", "refusedEvents"], entry.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Healthy_once_events_are_stored_and_says_when_and_where()
    {
        await using var scenario = new HealthScenario();
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        var entry = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal(("app.clef", (object)scenario.Time.GetUtcNow()), (entry.Data["objectKey"], entry.Data["lastStoredAt"]));
    }

    [Fact]
    public async Task Degraded_when_the_oldest_event_waits_for_too_long()
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
            string.Create(CultureInfo.InvariantCulture, $"The oldest event has waited for {lag:0} s to be stored. The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied."),
            entry.Description);
        Assert.Equal((1L, 6L), (entry.Data["pendingEvents"], entry.Data["pendingBytes"]));
    }

    [Fact]
    public async Task Unhealthy_when_delivery_has_failed_for_long_and_healthy_when_it_works_again()
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
        Assert.EndsWith(" s: The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.", during.Description, StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, after.Status);
        Assert.Equal("The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.", after.Data["lastFailure"]);
    }

    [Fact]
    public async Task What_unhealthy_means_is_the_registrations_to_say()
    {
        await using var scenario = new HealthScenario(options => options.UnhealthyOutage = TimeSpan.Zero, HealthStatus.Degraded) { IsAway = true };
        scenario.Write();
        await scenario.Time.WaitForTimerAsync();

        Assert.Equal(HealthStatus.Degraded, (await scenario.CheckAsync()).Status);
    }

    [Fact]
    public async Task Degraded_for_a_while_after_events_were_dropped()
    {
        await using var scenario = new HealthScenario();
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");
        Assert.Equal(HealthStatus.Healthy, (await scenario.CheckAsync()).Status);

        scenario.Pipeline.TryWrite(new byte[2000], RecordLevel.Information); // above the limit
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
    public async Task Unhealthy_at_once_and_for_good_when_delivery_itself_has_failed()
    {
        await using var scenario = new HealthScenario { IsBroken = true };
        scenario.Write();
        await scenario.Pipeline.FlushAsync().WithDeadline("the event to be given up");

        scenario.Time.Advance(TimeSpan.FromHours(1));
        var entry = await scenario.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("Delivery has stopped because of a bug in LogAppendSink. Events are dropped until the application restarts.", entry.Description);
    }

    [Fact]
    public async Task The_providers_own_pipeline_is_found()
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.AddConfiguration(Services.Configuration().GetSection("Logging")).AddOssAppend())
            .AddHealthChecks().AddOssAppend().Services
            .BuildServiceProvider();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Entries["oss-append"].Status);
    }

    [Fact]
    public async Task Without_a_pipeline_the_check_says_what_to_do()
    {
        await using var services = new ServiceCollection().AddLogging().AddHealthChecks().AddOssAppend().Services.BuildServiceProvider();

        var report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        var entry = report.Entries["oss-append"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Equal("The OssAppend health check found no pipeline. Call builder.Logging.AddOssAppend(...), or pass the pipeline to the check.", entry.Description);
    }

    [Fact]
    public void Times_that_make_no_sense_are_refused_together()
    {
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHealthChecks().AddOssAppend(configure: options =>
        {
            options.DegradedLag = TimeSpan.Zero;
            options.DegradedAfterDrop = TimeSpan.FromSeconds(-1);
            options.UnhealthyOutage = TimeSpan.FromSeconds(-1);
        }));

        Assert.Equal(
            "The options of the OssAppend health check are invalid. DegradedLag is 00:00:00; set it above 0. DegradedAfterDrop is -00:00:01; set it to 0 or more. UnhealthyOutage is -00:00:01; set it to 0 or more.",
            error.Message);
    }
}
