using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

public sealed class LateEventTests
{
    [Fact]
    public async Task Events_logged_after_the_provider_is_disposed_are_counted_and_reported_once()
    {
        var others = new ListProvider();
        var listened = 0;
        await using var services = Services.Build(Services.Configuration(), logging => logging
            .AddProvider(others)
            .AddOssAppend(options => options.OnNotice = notice => listened += notice.Reason == DropReason.Closed ? 1 : 0));
        var logger = services.Logger();
        var provider = services.Provider();
        await provider.DisposeAsync();

        for (var i = 0; i < 3; i++)
            logger.LogInformation("late");
        await others.HeardAsync("after its pipeline was disposed").WithDeadline("the report");

        Assert.Equal(3, provider.Pipeline.Status.DroppedByReason[DropReason.Closed]);
        Assert.Single(others.LinesOf("LogAppendSink"), line => line.Contains("after its pipeline was disposed", StringComparison.Ordinal));
        Assert.InRange(Volatile.Read(ref listened), 0, 1);
    }
}
