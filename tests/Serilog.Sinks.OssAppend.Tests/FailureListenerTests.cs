using LogAppendSink;
using LogAppendSink.Threading;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>Events that are not stored reach <c>WriteTo.FallbackChain</c> and <c>WriteTo.Fallible</c>.</summary>
[Collection(SelfLogLines.Collection)]
public sealed class FailureListenerTests
{
    [Fact]
    public void Event_without_room_is_reported_in_the_logging_call()
    {
        var failures = new FailureLog();
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new ClefEventEncoder());
        using var logger = new LoggerConfiguration().WriteTo.Fallible(writeTo => writeTo.Sink(sink), failures).CreateLogger();

        logger.Information("stored");
        target.IsFull = true;
        logger.Information("dropped {Number}", 1);

        var failure = Assert.Single(failures.All);
        Assert.Equal((sink, LoggingFailureKind.Permanent), (failure.Sender, failure.Kind));
        Assert.Equal("The event was dropped: the buffer is full or cannot be written, or the sink is disposed.", failure.Message);
        Assert.Equal("dropped {Number}", Assert.Single(failure.Events!).MessageTemplate.Text);
        Assert.Single(target.Records);
    }

    [Fact]
    public void Event_that_is_too_large_is_reported_whole()
    {
        var failures = new FailureLog();
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        Emit(target, failures, Capture.Event(log => log.Information("{Payload}", new string('x', 2000))));

        var failure = Assert.Single(failures.All);
        Assert.Equal("The event is larger than EventBodyLimitBytes; a marker replaces it.", failure.Message);
        Assert.Equal("{Payload}", Assert.Single(failure.Events!).MessageTemplate.Text);
        Assert.Single(target.Records); // The marker.
    }

    [Fact]
    public void Event_that_cannot_be_encoded_is_reported_with_the_exception()
    {
        using var selfLog = new SelfLogLines();
        var failures = new FailureLog();
        Emit(new CollectingTarget(), failures, Capture.Event(log => log.Information("m")), new TextEventEncoder(new ThrowingFormatter()));

        var failure = Assert.Single(failures.All);
        Assert.IsType<InvalidOperationException>(failure.Exception);
        Assert.Equal("m", Assert.Single(failure.Events!).MessageTemplate.Text);
    }

    [Fact]
    public void Exception_of_a_listener_reaches_no_logging_call()
    {
        using var selfLog = new SelfLogLines();
        Emit(new CollectingTarget { IsFull = true }, new FailureLog(
            () => throw new InvalidOperationException("listener is broken")), Capture.Event(log => log.Information("m")));

        Assert.Contains("listener is broken", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Listener_that_logs_to_the_sink_does_not_recurse()
    {
        using var sink = new OssAppendSink(new CollectingTarget { IsFull = true }, new ClefEventEncoder());
        using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        var failures = new FailureLog(() => logger.Information("inner"));
        sink.SetFailureListener(failures);

        logger.Information("outer");

        Assert.Equal(["outer"], failures.Events);
    }

    [Fact]
    public void Chain_of_full_sinks_ends_at_the_last_one()
    {
        using var first = new OssAppendSink(new CollectingTarget { IsFull = true }, new ClefEventEncoder());
        using var second = new OssAppendSink(new CollectingTarget { IsFull = true }, new ClefEventEncoder());
        var last = new CollectingTarget();
        using var logger = new LoggerConfiguration()
            .WriteTo.FallbackChain(
                writeTo => writeTo.Sink(first),
                writeTo => writeTo.Sink(second),
                writeTo => writeTo.Sink(new OssAppendSink(last, new ClefEventEncoder())))
            .CreateLogger();

        logger.Information("m");

        Assert.Single(last.Records);
    }

    [Fact]
    public async Task Blocking_listener_does_not_delay_code_that_delivery_waits_for()
    {
        using var release = new ManualResetEventSlim();
        var failures = new FailureLog(release.Wait);
        using var sink = new OssAppendSink(new CollectingTarget { IsFull = true }, new ClefEventEncoder());
        sink.SetFailureListener(failures);
        var logEvent = Capture.Event(log => log.Information("m"));

        using (DeliveryContext.Enter(new DeliveryContext.Mark()))
        {
            for (var i = 0; i < 2 * FailureReporter.WaitingMax; i++)
                sink.Emit(logEvent);
        }

        await failures.FirstAsync;
        Assert.Single(failures.All);
        release.Set();
    }

    [Theory]
    [InlineData(DeliveryNoticeKind.OutageStarted, null, LoggingFailureKind.Temporary)]
    [InlineData(DeliveryNoticeKind.SpoolUnavailable, null, LoggingFailureKind.Temporary)]
    [InlineData(DeliveryNoticeKind.EventsDropped, DropReason.RetryTimeLimit, LoggingFailureKind.Permanent)]
    [InlineData(DeliveryNoticeKind.EventsDropped, DropReason.SpoolDamaged, LoggingFailureKind.Permanent)]
    [InlineData(DeliveryNoticeKind.EventsDropped, DropReason.Shutdown, LoggingFailureKind.Final)]
    [InlineData(DeliveryNoticeKind.SpoolDamaged, null, LoggingFailureKind.Permanent)]
    [InlineData(DeliveryNoticeKind.PipelineFailed, DropReason.PipelineFailed, LoggingFailureKind.Final)]
    [InlineData(DeliveryNoticeKind.EventsDropped, DropReason.QueueFull, null)] // given back one by one
    [InlineData(DeliveryNoticeKind.EventsDropped, DropReason.Closed, null)]
    [InlineData(DeliveryNoticeKind.OutageEnded, null, null)]
    [InlineData(DeliveryNoticeKind.Rolled, null, null)]
    public void Encoded_events_are_reported_by_count(DeliveryNoticeKind kind, DropReason? reason, LoggingFailureKind? expected)
    {
        var failures = new FailureLog();
        var reporter = new FailureReporter();
        reporter.SetListener(failures);

        reporter.Heard(new DeliveryNotice(kind, "n") { Reason = reason, EventCount = 3 });

        Assert.Equal(expected, failures.All.Count == 0 ? null : failures.All[0].Kind);
        Assert.All(failures.All, failure => Assert.Null(failure.Events));
    }

    [Fact]
    public async Task Disposal_of_the_pipeline_reports_events_not_stored()
    {
        var failures = new FailureLog();
        var logger = new LoggerConfiguration().WriteTo.Fallible(
            writeTo => writeTo.OssAppend(options =>
            {
                Unreachable(options);
                options.ShutdownTimeout = TimeSpan.Zero;
            }),
            failures).CreateLogger();
        logger.Information("m");
        await logger.DisposeAsync();

        Assert.Contains(failures.All, failure => failure.Kind == LoggingFailureKind.Final && failure.Message.StartsWith(
            "1 event was still buffered", StringComparison.Ordinal));
    }

    [Fact]
    public void Level_restriction_hides_the_listener_before_Serilog_4_4()
    {
        var failures = new FailureLog();
        using var sink = new OssAppendSink(new CollectingTarget { IsFull = true }, new ClefEventEncoder());
        using var logger = new LoggerConfiguration()
            .WriteTo.Fallible(writeTo => writeTo.Sink(sink, LogEventLevel.Warning), failures).CreateLogger();

        logger.Warning("m");

        Assert.Equal(typeof(ILogger).Assembly.GetName().Version >= new Version(4, 4), failures.All.Count == 1);
    }

    internal static void Unreachable(OssAppendOptions options)
    {
        options.Endpoint = "http://127.0.0.1:9";
        options.Region = "cn-hangzhou";
        options.Bucket = "acme-logs";
        options.AccessKeyId = "id";
        options.AccessKeySecret = "secret";
    }

    private static void Emit(CollectingTarget target, FailureLog failures, LogEvent logEvent, IEventEncoder? encoder = null)
    {
        using var sink = new OssAppendSink(target, encoder ?? new ClefEventEncoder());
        sink.SetFailureListener(failures);
        sink.Emit(logEvent);
    }

    private sealed class ThrowingFormatter : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) => throw new InvalidOperationException("cannot be formatted");
    }
}
