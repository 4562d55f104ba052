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
    public void Event_with_scalars_and_nested_values_allocates_nothing_in_the_sink()
    {
        var target = new CountingTarget();
        using var sink = new OssAppendSink(target, new ClefEventEncoder());
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

        var allocated = LeastAllocated(() => sink.Emit(logEvent));

        Assert.Equal(0, allocated);
        Assert.True(target.Bytes > 1_000 * 300);
    }

    [Fact]
    public void Sink_allocates_nothing_beyond_the_event_of_the_logger()
    {
        using var ours = new LoggerConfiguration().WriteTo.Sink(
            new OssAppendSink(new CountingTarget(), new ClefEventEncoder())).CreateLogger();
        using var none = new LoggerConfiguration().WriteTo.Sink(new Capture()).CreateLogger();

        Assert.Equal(Allocated(none), Allocated(ours));
    }

    private static long Allocated(Serilog.Core.Logger logger)
    {
        return LeastAllocated(() => logger.Information("{A} {B} {C}", 1, "two", 3.0));
    }

    /// <summary>
    /// What 1,000 calls allocate, in the cheapest of some rounds: the runtime keeps caches (of enums' names, for one) that a collection,
    /// which
    /// other tests cause, may empty.
    /// </summary>
    private static long LeastAllocated(Action call)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
                call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
