using System.Globalization;
using System.Text.Json;
using LogAppendSink;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Parsing;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

[Collection(SelfLogLines.Collection)]
public sealed class OssAppendSinkTests
{
    [Theory]
    [InlineData(LogEventLevel.Verbose, RecordLevel.Verbose)]
    [InlineData(LogEventLevel.Debug, RecordLevel.Debug)]
    [InlineData(LogEventLevel.Information, RecordLevel.Information)]
    [InlineData(LogEventLevel.Warning, RecordLevel.Warning)]
    [InlineData(LogEventLevel.Error, RecordLevel.Error)]
    [InlineData(LogEventLevel.Fatal, RecordLevel.Fatal)]
    [InlineData((LogEventLevel)9, RecordLevel.Fatal)]
    [InlineData((LogEventLevel)(-1), RecordLevel.Verbose)]
    public void Level_is_passed_to_the_pipeline_with_the_record(LogEventLevel level, RecordLevel expected)
    {
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new ClefEventEncoder());

        sink.Emit(new LogEvent(DateTimeOffset.UnixEpoch, level, exception: null, new MessageTemplateParser().Parse("m"), []));

        Assert.Equal(expected, Assert.Single(target.Levels));
    }

    [Fact]
    public void Output_template_formats_the_event_and_a_newline_is_appended()
    {
        var records = Records(log => log.Warning("Hello, {Name} 😀", "é"), outputTemplate: "[{Level:u3}] {Message:lj}");

        Assert.Equal(["[WRN] Hello, é 😀\n"], records);
    }

    [Fact]
    public void Output_template_with_a_newline_gets_no_second_one()
    {
        var records = Records(
            log => log.Error(new FormatException("bad"), "Failed"), outputTemplate: "{Message:lj}{NewLine}{Exception}");

        Assert.Equal([$"Failed{Environment.NewLine}System.FormatException: bad{Environment.NewLine}"], records);
    }

    [Theory]
    [InlineData(null, "1.5\n")]
    [InlineData("de", "1,5\n")]
    public void Output_template_uses_the_given_culture(string? culture, string expected)
    {
        var format = culture is null ? null : new NumberFormatInfo { NumberDecimalSeparator = "," };

        var records = Records(log => log.Information("{Number}", 1.5), outputTemplate: "{Message:l}", formatProvider: format);

        Assert.Equal([expected], records);
    }

    [Fact]
    public void Formatter_writes_the_record()
    {
        var records = Records(log => log.Information("Hello, {Name}", "you"), new JsonFormatter());

        using var read = JsonDocument.Parse(Assert.Single(records));
        Assert.Equal("you", read.RootElement.GetProperty("Properties").GetProperty("Name").GetString());
    }

    [Fact]
    public void Event_is_left_out_when_the_formatter_writes_nothing()
    {
        Assert.Empty(Records(log => log.Information("m"), new Formatter((_, _) => { })));
    }

    [Fact]
    public void Formatter_and_output_template_cannot_both_be_set()
    {
        var error = Assert.Throws<ArgumentException>(() => OssAppendSinks.Encoder(new JsonFormatter(), "{Message}", formatProvider: null));

        Assert.StartsWith(
            "formatter and outputTemplate are both set, but an event has one format. Set only one of them.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_output_template_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => OssAppendSinks.Encoder(formatter: null, " ", formatProvider: null));

        Assert.StartsWith("outputTemplate is empty, so no event would be written. ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Event_above_the_limit_becomes_a_marker_with_size_time_level_and_template()
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        using var sink = new OssAppendSink(target, new ClefEventEncoder());
        var logEvent = Capture.Event(log => log.Error("Payload {Payload}", new string('x', 2000)));
        var size = ClefEventEncoderSize(logEvent);

        sink.Emit(logEvent);

        using var marker = JsonDocument.Parse(Assert.Single(target.Records));
        var fields = marker.RootElement;
        Assert.Equal(
            "An event of {EventSizeBytes} bytes is left out, because EventBodyLimitBytes is {EventBodyLimitBytes}. Its template: "
                + "{EventTemplate}",
            fields.GetProperty("@mt").GetString());
        Assert.Equal(size, fields.GetProperty("EventSizeBytes").GetInt32());
        Assert.Equal(1024, fields.GetProperty("EventBodyLimitBytes").GetInt32());
        Assert.Equal("Payload {Payload}", fields.GetProperty("EventTemplate").GetString());
        Assert.Equal("Error", fields.GetProperty("@l").GetString());
        Assert.Equal(logEvent.Timestamp, fields.GetProperty("@t").GetDateTimeOffset());
        Assert.False(fields.TryGetProperty("@tr", out _));
        Assert.Equal(RecordLevel.Error, Assert.Single(target.Levels));
    }

    [Fact]
    public void Event_of_exactly_the_limit_is_written_whole()
    {
        var logEvent = Capture.Event(log => log.Information("Payload {Payload}", new string('x', 2000)));
        var target = new CollectingTarget(ClefEventEncoderSize(logEvent));
        using var sink = new OssAppendSink(target, new ClefEventEncoder());

        sink.Emit(logEvent);

        Assert.Equal([CompactConvention.Format(logEvent)], target.Records);
    }

    [Theory]
    [InlineData('x', 256)]
    [InlineData('\u0001', 32)] // each one takes six bytes
    public void Marker_shortens_the_template_to_fit_the_limit(char character, int expectedCharacters)
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        using var sink = new OssAppendSink(target, new ClefEventEncoder());

        sink.Emit(Capture.Event(log => log.Information(new string(character, 5000))));

        var record = Assert.Single(target.Records);
        Assert.InRange(record.Length, 1, 1024);
        using var marker = JsonDocument.Parse(record);
        Assert.Equal(new string(character, expectedCharacters) + "…", marker.RootElement.GetProperty("EventTemplate").GetString());
    }

    [Fact]
    public void Marker_is_written_in_the_format_of_the_other_events()
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        using var sink = new OssAppendSink(target, OssAppendSinks.Encoder(null, "[{Level:u3}] {Message:lj}", null));

        sink.Emit(Capture.Event(log => log.Warning("Payload {Payload}", new string('x', 2000))));

        Assert.Equal(
            ["[WRN] An event of 2015 bytes is left out, because EventBodyLimitBytes is 1024. Its template: Payload {Payload}\n"], target.Records);
    }

    [Fact]
    public void Event_that_cannot_be_encoded_becomes_a_marker_and_SelfLog_has_the_error()
    {
        using var selfLog = new SelfLogLines();
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new TextEventEncoder(new Formatter((logEvent, output) =>
        {
            if (logEvent.Properties.ContainsKey("Bad"))
                throw new InvalidOperationException("cannot be formatted");
            new JsonFormatter(renderMessage: false).Format(logEvent, output);
        })));
        var logEvent = Capture.Event(log => log.Warning("Paid {Amount}", 1));
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Bad", new ScalarValue(1)));

        sink.Emit(logEvent);

        using var marker = JsonDocument.Parse(Assert.Single(target.Records));
        Assert.Equal(
            "An event is left out, because encoding it threw {EncodingError}. Its template: {EventTemplate}",
            marker.RootElement.GetProperty("MessageTemplate").GetString());
        Assert.Equal(
            "System.InvalidOperationException", marker.RootElement.GetProperty("Properties").GetProperty("EncodingError").GetString());
        Assert.Equal("Paid {Amount}", marker.RootElement.GetProperty("Properties").GetProperty("EventTemplate").GetString());
        Assert.Contains("cannot be formatted", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_value_is_lost_and_SelfLog_has_the_error_when_ToString_throws()
    {
        using var selfLog = new SelfLogLines();
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new ClefEventEncoder());
        var logEvent = Capture.Event(log => log.Warning("Paid {Amount}", 1));
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Bad", new ScalarValue(new ThrowingText())));

        sink.Emit(logEvent);

        using var record = JsonDocument.Parse(Assert.Single(target.Records));
        Assert.Equal(1, record.RootElement.GetProperty("Amount").GetInt32());
        Assert.Contains(
            "its ToString threw System.NotSupportedException", record.RootElement.GetProperty("Bad").GetString(), StringComparison.Ordinal);
        Assert.Contains("no text for you", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Marker_is_written_in_CLEF_when_the_formatter_always_throws()
    {
        using var selfLog = new SelfLogLines();

        var records = Records(log => log.Warning("Paid"), new Formatter((_, output) =>
        {
            output.Write("half a line");
            throw new InvalidOperationException("broken formatter");
        }));

        using var marker = JsonDocument.Parse(Assert.Single(records));
        Assert.Equal("Paid", marker.RootElement.GetProperty("EventTemplate").GetString());
        Assert.Contains("broken formatter", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Logging_call_does_not_throw_when_the_pipeline_throws()
    {
        using var selfLog = new SelfLogLines();
        using var sink = new OssAppendSink(new ThrowingTarget(), new ClefEventEncoder());

        sink.Emit(Capture.Event(log => log.Information("m")));

        Assert.Contains("target is broken", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_events_are_written_when_a_value_logs()
    {
        var target = new CollectingTarget();
        using var logger = new LoggerConfiguration().WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder())).CreateLogger();
        var logEvent = Capture.Event(log => log.Information("outer {Before}", 1));
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Chatty", new ScalarValue(new LogsInToString(logger))));

        logger.Write(logEvent);

        Assert.Equal(2, target.Records.Count);
        using var inner = JsonDocument.Parse(target.Records[0]);
        using var outer = JsonDocument.Parse(target.Records[1]);
        Assert.Equal("inner", inner.RootElement.GetProperty("@mt").GetString());
        Assert.Equal("outer {Before}", outer.RootElement.GetProperty("@mt").GetString());
        Assert.Equal("chatty", outer.RootElement.GetProperty("Chatty").GetString());
    }

    [Theory]
    [InlineData(LogEventLevel.Verbose)]
    [InlineData(LogEventLevel.Warning)] // Serilog wraps the sink then
    public async Task Closing_the_logger_disposes_the_target_without_blocking(LogEventLevel restrictedToMinimumLevel)
    {
        var target = new CollectingTarget();
        var logger = new LoggerConfiguration()
            .WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder()), restrictedToMinimumLevel)
            .CreateLogger();

        await logger.DisposeAsync();

        Assert.Equal((0, 1), (target.DisposeCount, target.DisposeAsyncCount));
    }

    [Fact]
    public void Disposing_the_logger_disposes_the_target()
    {
        var target = new CollectingTarget();
        var logger = new LoggerConfiguration().WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder())).CreateLogger();

        logger.Dispose();

        Assert.Equal((1, 0), (target.DisposeCount, target.DisposeAsyncCount));
    }

    [Fact]
    public void Notices_go_to_SelfLog_and_to_the_callback()
    {
        using var selfLog = new SelfLogLines();
        var heard = new List<DeliveryNotice>();
        var notice = new DeliveryNotice(DeliveryNoticeKind.OutageStarted, "OSS refused the append: 403 AccessDenied");

        OssAppendSinks.ToSelfLogAnd(heard.Add)(notice);
        OssAppendSinks.ToSelfLogAnd(null)(notice);

        Assert.Same(notice, Assert.Single(heard));
        Assert.Equal(2, selfLog.All.Split("OssAppend OutageStarted: OSS refused the append: 403 AccessDenied").Length - 1);
    }

    private static List<string> Records(
        Action<ILogger> log, ITextFormatter? formatter = null, string? outputTemplate = null, IFormatProvider? formatProvider = null)
    {
        var target = new CollectingTarget();
        using var logger = new LoggerConfiguration()
            .WriteTo.Sink(new OssAppendSink(target, OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider)))
            .CreateLogger();
        log(logger);
        return target.Records;
    }

    private static int ClefEventEncoderSize(LogEvent logEvent) =>
        System.Text.Encoding.UTF8.GetByteCount(CompactConvention.Format(logEvent));

    private sealed class Formatter(Action<LogEvent, TextWriter> format) : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) => format(logEvent, output);
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new NotSupportedException("no text for you");
    }

    private sealed class LogsInToString(Logger logger)
    {
        public override string ToString()
        {
            logger.Information("inner");
            return "chatty";
        }
    }

    private sealed class ThrowingTarget : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => throw new InvalidOperationException("target is broken");

        public void CountRefused()
        {
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
