using LogAppendSink;
using LogAppendSink.TestSupport;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

[Collection(SelfLogLines.Collection)]
public sealed class LateEventTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_logged_after_the_logger_is_closed_are_counted_and_reported_once(bool isAsync)
    {
        using var selfLog = new SelfLogLines();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        var logger = new LoggerConfiguration().WriteTo.OssAppend(options =>
        {
            options.Endpoint = "http://127.0.0.1:9";
            options.Region = "cn-hangzhou";
            options.Bucket = "acme-logs";
            options.AccessKeyId = "id";
            options.AccessKeySecret = "secret";
            options.ShutdownTimeout = TimeSpan.Zero;
            options.OnNotice = notice =>
            {
                if (notice.Reason == DropReason.Closed)
                {
                    Interlocked.Increment(ref count);
                    heard.TrySetResult();
                }
            };
        }).CreateLogger();
        var pipeline = ObjectGraph.Find<PipelineTarget>(logger)!; // The sink has a target.
        if (isAsync)
            await logger.DisposeAsync();
        else
            logger.Dispose();

        for (var i = 0; i < 3; i++)
            logger.Information("late");
        await heard.Task.WithDeadline("the report");

        Assert.Equal(1, Volatile.Read(ref count));
        Assert.Equal(3, pipeline.Status.DroppedByReason[DropReason.Closed]);
        Assert.Contains(
            "OssAppend EventsDropped: An event was logged after its pipeline was disposed", selfLog.All, StringComparison.Ordinal);
    }
}
