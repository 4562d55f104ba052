using System.Text.Json;
using LogAppendSink;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

/// <summary>If application code throws while an event is encoded, only the affected part is lost.</summary>
[Collection(SelfLogLines.Collection)]
public sealed class GuardedCallsTests
{
    private const string Template = "[{Level:u3}] {Message:l}{NewLine}{Exception}";

    [Theory]
    [InlineData(null)]
    [InlineData(Template)]
    public void Event_is_written_when_SelfLog_throws(string? outputTemplate)
    {
        SelfLog.Enable(_ => throw new InvalidOperationException("SelfLog is broken"));
        try
        {
            var records = Records(outputTemplate, log => log.Information("{V:Q}", 1));

            Assert.Single(records);
            Assert.Empty(Records(new ThrowingTarget(), log => log.Information("m")));
            OssAppendSinks.ToSelfLogAnd(_ => records.Add("heard"))(new DeliveryNotice(DeliveryNoticeKind.Rolled, "n"));
            Assert.Equal("heard", records[^1]);
        }
        finally
        {
            SelfLog.Disable();
        }
    }

    [Fact]
    public void SelfLog_that_logs_to_the_sink_does_not_recurse()
    {
        var target = new CollectingTarget();
        using var logger = new LoggerConfiguration().WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder())).CreateLogger();
        SelfLog.Enable(line => logger.Information("SelfLog says {Line:Q}", line.Length));
        try
        {
            logger.Information("{V:Q}", 1);
        }
        finally
        {
            SelfLog.Disable();
        }

        Assert.Equal(2, target.Records.Count);
    }

    [Fact]
    public void Value_is_rendered_without_its_format_when_it_rejects_the_format()
    {
        using var selfLog = new SelfLogLines();

        var record = Assert.Single(Records(outputTemplate: null, log => log.Information("{V:Q} {W,5:Q} {X:0.0}", 1, 2, 3)));

        Assert.Contains("\"@r\":[\"1\",\"    2\",\"3.0\"]", record, StringComparison.Ordinal);
        Assert.Contains("FormatException", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Message_is_written_without_a_format_that_its_value_rejects() => Assert.Equal(
        ["[INF] 1 and 3.0\n"], Records(Template, log => log.Information("{V:Q} and {X:0.0}", 1, 3)));

    [Fact]
    public void Only_the_value_is_lost_in_an_output_template_when_it_throws()
    {
        var logEvent = Capture.Event(log => log.Warning("{Bad} {Own} {Good} {List}", 1, 2, 3, 4));
        logEvent.AddOrUpdateProperty(new LogEventProperty("Bad", new ScalarValue(new ThrowingText())));
        logEvent.AddOrUpdateProperty(new LogEventProperty("Own", new ThrowingValue()));
        logEvent.AddOrUpdateProperty(new LogEventProperty("List", new SequenceValue([new ThrowingValue(), new ScalarValue(5)])));

        var record = Emitted(logEvent, Template);

        Assert.StartsWith("[WRN] (", record, StringComparison.Ordinal);
        Assert.Contains("ThrowingText: its ToString threw System.NotSupportedException) (", record, StringComparison.Ordinal);
        Assert.Contains("ThrowingValue: its Render threw System.NotSupportedException) 3 [(", record, StringComparison.Ordinal);
        Assert.EndsWith("ThrowingValue: its Render threw System.NotSupportedException), 5]\n", record, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Template)]
    public void Only_the_exception_text_is_lost_when_it_throws(string? outputTemplate)
    {
        var record = Assert.Single(Records(outputTemplate, log => log.Error(new ThrowingException(), "Paid {Amount}", 5)));

        Assert.Contains("Paid ", record, StringComparison.Ordinal);
        // Since 4.4, Serilog guards the exception of an output template itself.
        Assert.Matches(@"ThrowingException: its ToString threw System\.NotSupportedException\)|\[Exception\.ToString\(\) failed", record);
    }

    [Fact]
    public void Only_the_value_is_lost_in_a_JSON_formatter_when_it_throws()
    {
        var logEvent = Capture.Event(log => log.Error(new ThrowingException(), "{Bad} {Number}", 1, 2.5));
        logEvent.AddOrUpdateProperty(new LogEventProperty("Bad", new ScalarValue(new ThrowingText())));

        using var record = JsonDocument.Parse(Emitted(logEvent, formatter: new JsonFormatter()));

        Assert.Equal(2.5, record.RootElement.GetProperty("Properties").GetProperty("Number").GetDouble());
        Assert.Contains(
            "its ToString threw", record.RootElement.GetProperty("Properties").GetProperty("Bad").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_value_is_lost_when_an_application_defined_value_throws()
    {
        using var selfLog = new SelfLogLines();
        var logEvent = Capture.Event(log => log.Warning("Paid {Amount}", 1));
        logEvent.AddPropertyIfAbsent(
            new LogEventProperty("Bad", new StructureValue([new("Own", new ThrowingValue()), new("Good", new ScalarValue(2))])));

        using var record = JsonDocument.Parse(Emitted(logEvent));

        Assert.Equal(1, record.RootElement.GetProperty("Amount").GetInt32());
        Assert.Equal(2, record.RootElement.GetProperty("Bad").GetProperty("Good").GetInt32());
        Assert.Contains(
            "its Render threw System.NotSupportedException",
            record.RootElement.GetProperty("Bad").GetProperty("Own").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("cannot be rendered", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_key_is_lost_when_its_text_throws()
    {
        var logEvent = Capture.Event(log => log.Warning("Paid {Amount}", 1));
        logEvent.AddPropertyIfAbsent(
            new LogEventProperty("Map", new DictionaryValue([new(new ScalarValue(new ThrowingText()), new ScalarValue(2))])));

        using var record = JsonDocument.Parse(Emitted(logEvent));

        Assert.Equal(2, Assert.Single(record.RootElement.GetProperty("Map").EnumerateObject()).Value.GetInt32());
    }

    [Fact]
    public void Event_is_counted_as_refused_when_its_marker_cannot_be_written()
    {
        using var selfLog = new SelfLogLines();
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, new TextEventEncoder(new NullFormatter()));

        sink.Emit(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate([]), []));
        Assert.Equal(0, target.Refused); // A formatter that writes nothing omits the event on purpose.

        using var broken = new OssAppendSink(new ThrowingTarget(target), new ClefEventEncoder());
        broken.Emit(Capture.Event(log => log.Information("m")));

        Assert.Equal(1, target.Refused);
        Assert.Contains("target is broken", selfLog.All, StringComparison.Ordinal);
    }

    private static List<string> Records(string? outputTemplate, Action<ILogger> log)
    {
        var target = new CollectingTarget();
        using var logger = new LoggerConfiguration().WriteTo.Sink(
            new OssAppendSink(target, OssAppendSinks.Encoder(null, outputTemplate, null))).CreateLogger();
        log(logger);
        return target.Records;
    }

    private static List<string> Records(IRecordTarget target, Action<ILogger> log)
    {
        using var logger = new LoggerConfiguration().WriteTo.Sink(new OssAppendSink(target, new ClefEventEncoder())).CreateLogger();
        log(logger);
        return [];
    }

    private static string Emitted(LogEvent logEvent, string? outputTemplate = null, ITextFormatter? formatter = null)
    {
        var target = new CollectingTarget();
        using var sink = new OssAppendSink(target, OssAppendSinks.Encoder(formatter, outputTemplate, null));
        sink.Emit(logEvent);
        return Assert.Single(target.Records);
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new NotSupportedException("no text for you");
    }

    private sealed class ThrowingValue : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) =>
            throw new NotSupportedException("cannot be rendered");
    }

    private sealed class ThrowingException : Exception
    {
        public override string Message => throw new NotSupportedException();

        public override string ToString() => throw new NotSupportedException();
    }

    private sealed class NullFormatter : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output)
        {
        }
    }

    private sealed class ThrowingTarget(CollectingTarget? counts = null) : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => throw new InvalidOperationException("target is broken");

        public void CountRefused()
        {
            if (counts is null)
                throw new InvalidOperationException("target is broken");
            counts.CountRefused();
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
