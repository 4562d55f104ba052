using System.Diagnostics;
using Serilog.Events;
using Serilog.Parsing;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void An_event_of_scalars_and_nested_values_allocates_nothing_in_the_sink()
    {
        var target = new CountingTarget();
        using var sink = new OssAppendSink(target, ClefEventEncoder.Instance);
        var logEvent = new LogEvent(
            DateTimeOffset.UnixEpoch,
            LogEventLevel.Warning,
            exception: null,
            new MessageTemplateParser().Parse("{Method} {Path} answered {Status} in {Elapsed} ms"),
            [
                new("Method", new ScalarValue("GET")),
                new("Path", new ScalarValue("/orders/1\t\"é😀\"")),
                new("Status", new ScalarValue(200)),
                new("Elapsed", new ScalarValue(12.5)),
                new("At", new ScalarValue(DateTimeOffset.UnixEpoch)),
                new("@Id", new ScalarValue(Guid.Empty)),
                new("Day", new ScalarValue(DayOfWeek.Friday)),
                new("Tags", new SequenceValue([new ScalarValue("a"), new ScalarValue(null)])),
                new("User", new StructureValue([new("Name", new ScalarValue("me"))], "User")),
                new("Map", new DictionaryValue([KeyValuePair.Create<ScalarValue, LogEventPropertyValue>(new("k"), new ScalarValue(1m))])),
            ],
            ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"),
            ActivitySpanId.CreateFromString("b7ad6b7169203331"));
        for (var i = 0; i < 10; i++)
            sink.Emit(logEvent);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            sink.Emit(logEvent);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(target.Bytes > 1_000 * 300);
    }

    [Fact]
    public void A_logger_allocates_for_the_event_and_nothing_for_the_sink()
    {
        using var ours = new LoggerConfiguration().WriteTo.Sink(new OssAppendSink(new CountingTarget(), ClefEventEncoder.Instance)).CreateLogger();
        using var none = new LoggerConfiguration().WriteTo.Sink(new Capture()).CreateLogger();

        Assert.Equal(Allocated(none), Allocated(ours));
    }

    private static long Allocated(Serilog.Core.Logger logger)
    {
        for (var i = 0; i < 10; i++)
            logger.Information("{A} {B} {C}", 1, "two", 3.0);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            logger.Information("{A} {B} {C}", 1, "two", 3.0);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
