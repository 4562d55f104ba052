using System.Text.Json;
using LogAppendSink.Clef;
using LogAppendSink.Extensions.Logging.Encoding;
using LogAppendSink.Extensions.Logging.Tests.Support;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LogAppendSink.Extensions.Logging.Tests;

public sealed class OssAppendLoggerTests
{
    [Theory]
    [InlineData(LogLevel.Trace, RecordLevel.Verbose)]
    [InlineData(LogLevel.Debug, RecordLevel.Debug)]
    [InlineData(LogLevel.Information, RecordLevel.Information)]
    [InlineData(LogLevel.Warning, RecordLevel.Warning)]
    [InlineData(LogLevel.Error, RecordLevel.Error)]
    [InlineData(LogLevel.Critical, RecordLevel.Fatal)]
    [InlineData((LogLevel)9, RecordLevel.Fatal)]
    [InlineData((LogLevel)(-1), RecordLevel.Verbose)]
    public void Level_is_passed_to_the_pipeline_with_the_record(LogLevel level, RecordLevel expected)
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.Log(level, "m");

        Assert.Equal(expected, Assert.Single(target.Levels));
    }

    [Fact]
    public void Ordinary_event_is_written_with_all_fields()
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.LogWarning(new EventId(7, "Slow"), "{Method} took {Elapsed:0.0} ms", "GET", 12.34);

        Assert.Equal(
            "{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"@mt\":\"{Method} took {Elapsed:0.0} ms\",\"@r\":[\"12.3\"],\"@l\":\"Warning\","
            + "\"Method\":\"GET\",\"Elapsed\":12.34,\"EventId\":{\"Id\":7,\"Name\":\"Slow\"},\"SourceContext\":\"Acme\"}\n",
            Assert.Single(target.Records));
    }

    [Fact]
    public void Clock_is_read_once_per_event_and_the_pipeline_uses_that_time()
    {
        var target = new CollectingTarget();
        var time = new ManualTimeProvider();
        var loggedAt = time.GetUtcNow();
        var core = new LoggerCore(target, new ClefEntryEncoder(target.EventBodyLimitBytes), new NoticeLog(listener: null), time);

        new OssAppendLogger("Acme", core).LogInformation("{$Slow}", new SlowText(time));

        Assert.NotEqual(loggedAt, time.GetUtcNow());
        Assert.Contains("\"@t\":\"2026-03-01T07:00:00.0000000Z\"", Assert.Single(target.Records), StringComparison.Ordinal);
        Assert.Equal(loggedAt, Assert.Single(target.Times));
    }

    [Fact]
    public void Event_is_written_when_its_state_is_null()
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.Log<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Information, default, null!, exception: null, (_, _) => "a message");

        Assert.Contains("a message", Assert.Single(target.Records), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_values_are_written_when_arguments_are_missing()
    {
        // The framework's state throws for each missing argument; Serilog's provider loses the event.
        var fields = Fields(log => log.LogInformation("{A} {B} {C:0}", 1));

        Assert.Equal("{A} {B} {C:0}", fields.GetProperty("@mt").GetString());
        Assert.Equal(1, fields.GetProperty("A").GetInt32());
        Assert.Equal("{C:0}", fields.GetProperty("@r")[0].GetString());
    }

    [Fact]
    public void Collection_that_throws_leaves_no_partial_value()
    {
        var fields = Fields(log => log.LogInformation("{@Half} {Whole}", new { Numbers = HalfWay() }, 2));

        Assert.Equal(
            "Capturing the property value threw an exception: NotSupportedException",
            fields.GetProperty("Half").GetProperty("Numbers").GetString());
        Assert.Equal(2, fields.GetProperty("Whole").GetInt32());
    }

    [Fact]
    public void Only_the_value_is_lost_when_ToString_throws()
    {
        var fields = Fields(log => log.LogInformation("{Bad} {$Worse} {Good}", new ThrowingText(), new ThrowingText(), 1));

        Assert.Contains("its ToString threw System.NotSupportedException", fields.GetProperty("Bad").GetString(), StringComparison.Ordinal);
        Assert.Equal("Capturing the property value threw an exception: NotSupportedException", fields.GetProperty("Worse").GetString());
        Assert.Equal(1, fields.GetProperty("Good").GetInt32());
    }

    [Fact]
    public void Event_above_the_limit_becomes_the_same_marker_as_in_the_Serilog_front_end()
    {
        void Log(ILogger log) => log.LogError("Payload {Payload}", new string('x', 2000));

        var ours = FrontEnds.Ours(Log, eventBodyLimitBytes: 1024);

        // The time has a fixed length, so the size does not depend on it.
        Assert.Equal(FrontEnds.Serilogs(Log, eventBodyLimitBytes: 1024), ours);
        Assert.Contains("\"EventTemplate\":\"Payload {Payload}\"", Assert.Single(ours), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x', 256)]
    [InlineData('\u0001', 32)] // each one takes six bytes
    public void Marker_shortens_the_template_to_fit_the_limit(char character, int expectedCharacters)
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);

        LoggerOver(target).LogInformation(new string(character, 5000));

        var record = Assert.Single(target.Records);
        Assert.InRange(record.Length, 1, 1024);
        Assert.Equal(new string(character, expectedCharacters) + "…", Parsed(record).GetProperty("EventTemplate").GetString());
    }

    [Theory]
    [InlineData("{Endless}")]
    [InlineData("{@Endless}")]
    [InlineData("{Endless:l} {Endless,5:l}")]
    public void Endless_collection_becomes_a_marker(string template)
    {
        var endless = new[] { Endless(), Endless() };
        var target = new CollectingTarget(eventBodyLimitBytes: 4096);
        var key = template.StartsWith("{@", StringComparison.Ordinal) ? "@Endless" : "Endless";

        LoggerOver(target).Log(LogLevel.Information, default, State(template, (key, endless)), null, (_, _) => "m");

        Assert.Equal(template, Parsed(Assert.Single(target.Records)).GetProperty("EventTemplate").GetString());
    }

    [Fact]
    public void Logging_call_does_not_throw_when_the_pipeline_throws()
    {
        var heard = new List<string>();
        var core = Core(new ThrowingTarget());
        core.Notices.ReportTo(new ListLogger(heard));
        var logger = new OssAppendLogger("Acme", core);

        logger.LogInformation("m");
        logger.LogInformation("m");

        Assert.Equal(
            "Error: An event was lost: neither the event nor a marker for it could be encoded. Further losses are counted, not logged. "
                + "(target is broken)",
            Assert.Single(heard));
    }

    [Fact]
    public void Both_events_are_written_when_a_value_logs()
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.LogInformation("outer {Before} {Chatty} {After}", 1, new LogsInToString(logger), 2);

        Assert.Equal(2, target.Records.Count);
        Assert.Equal("inner {Before}", Parsed(target.Records[0]).GetProperty("@mt").GetString());
        Assert.Equal(0, Parsed(target.Records[0]).GetProperty("Before").GetInt32());
        var outer = Parsed(target.Records[1]);
        Assert.Equal(1, outer.GetProperty("Before").GetInt32());
        Assert.Equal("chatty", outer.GetProperty("Chatty").GetString());
        Assert.Equal(2, outer.GetProperty("After").GetInt32());
    }

    [Fact]
    public void Scopes_are_omitted_when_disabled()
    {
        var target = new CollectingTarget();
        var core = Core(target);
        core.IncludeScopes = false;
        var logger = new OssAppendLogger("Acme", core);
        using var scope = logger.BeginScope("in {Place}", "here");

        logger.LogInformation("m");

        Assert.Equal("{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"@mt\":\"m\",\"SourceContext\":\"Acme\"}\n", Assert.Single(target.Records));
    }

    [Fact]
    public void Activity_scope_values_are_written_unless_they_repeat_the_trace_fields()
    {
        using var activity = new System.Diagnostics.Activity("test").SetIdFormat(
            System.Diagnostics.ActivityIdFormat.W3C).AddBaggage("tenant", "acme").Start();
        var target = new CollectingTarget();
        using var factory = FrontEnds.Factory(target, configure: logging => logging.Configure(options => options.ActivityTrackingOptions =
            ActivityTrackingOptions.SpanId | ActivityTrackingOptions.TraceId | ActivityTrackingOptions.ParentId | ActivityTrackingOptions.Baggage));

        factory.CreateLogger("Acme").LogInformation("m");

        var fields = Parsed(Assert.Single(target.Records));
        Assert.Equal(activity.TraceId.ToHexString(), fields.GetProperty("@tr").GetString());
        Assert.Equal(activity.SpanId.ToHexString(), fields.GetProperty("@sp").GetString());
        Assert.False(fields.TryGetProperty("TraceId", out _));
        Assert.False(fields.TryGetProperty("SpanId", out _));
        Assert.Equal("0000000000000000", fields.GetProperty("ParentId").GetString());
        Assert.Equal("acme", fields.GetProperty("tenant").GetString());
    }

    [Fact]
    public void Text_event_is_a_readable_line()
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target, new TextEntryEncoder());
        using var outer = logger.BeginScope("order {Id}", 7);
        using var inner = logger.BeginScope("step two");

        logger.LogWarning("Paid {Amount:0.00}", 1.5);
        logger.LogError(new FormatException("bad"), "Failed");

        Assert.Equal(
            [
                "2026-03-01T07:00:00.0000000Z [WRN] Acme: => order 7 => step two Paid 1.50\n",
                "2026-03-01T07:00:00.0000000Z [ERR] Acme: => order 7 => step two Failed\nSystem.FormatException: bad\n",
            ],
            target.Records);
    }

    [Fact]
    public void Markers_and_loss_records_are_text_in_a_text_log()
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        var encoder = new TextEntryEncoder();

        LoggerOver(target, encoder).LogWarning("Payload {Payload}", new string('x', 2000));
        LoggerOver(target, encoder).LogWarning("{A} {B}", 1); // The framework throws for this event.

        using var record = RecordBuffer.Rent();
        encoder.LossEncoder!(3, DropReason.QueueFull, DateTimeOffset.UnixEpoch, record); // A text log has one.
        Assert.Equal(
            [
                "2026-03-01T07:00:00.0000000Z [WRN] Acme: An event of 2050 bytes is left out, because EventBodyLimitBytes is "
                    + "1024. Its template: Payload {Payload}\n",
                "2026-03-01T07:00:00.0000000Z [WRN] Acme: {A} {B} (the message formatter threw System.FormatException)\n",
                "1970-01-01T00:00:00.0000000Z [ERR] LogAppendSink: 3 events were dropped: QueueFull\n",
            ],
            [.. target.Records, System.Text.Encoding.UTF8.GetString(record.Written)]);
    }

    [Fact]
    public void Loss_record_of_the_pipeline_is_used_in_a_CLEF_log() => Assert.Null(new ClefEntryEncoder(1024).LossEncoder);

    private static OssAppendLogger LoggerOver(IRecordTarget target, IEntryEncoder? encoder = null) =>
        new OssAppendLogger("Acme", Core(target, encoder));

    private static LoggerCore Core(IRecordTarget target, IEntryEncoder? encoder = null) =>
        new(target, encoder ?? new ClefEntryEncoder(target.EventBodyLimitBytes), new NoticeLog(listener: null), new ManualTimeProvider());

    private static JsonElement Fields(Action<ILogger> log)
    {
        var target = new CollectingTarget();
        log(LoggerOver(target));
        return Parsed(Assert.Single(target.Records));
    }

    private static JsonElement Parsed(string record) => JsonDocument.Parse(record).RootElement;

    private static List<KeyValuePair<string, object?>> State(string template, params (string Name, object Value)[] values) =>
        [.. values.Select(value => new KeyValuePair<string, object?>(value.Name, value.Value)), new("{OriginalFormat}", template)];

    private static IEnumerable<object> Endless()
    {
        while (true)
            yield return new Dictionary<string, int> { ["k"] = 1 };
    }

    private static IEnumerable<int> HalfWay()
    {
        yield return 1;
        throw new NotSupportedException();
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new NotSupportedException("no text for you");
    }

    private sealed class LogsInToString(ILogger logger)
    {
        public override string ToString()
        {
            logger.LogInformation("inner {Before}", 0);
            return "chatty";
        }
    }

    private sealed class SlowText(ManualTimeProvider time)
    {
        public override string ToString()
        {
            time.Advance(TimeSpan.FromMilliseconds(5));
            return "at last";
        }
    }

    private sealed class ThrowingTarget : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) =>
            throw new InvalidOperationException("target is broken");

        public void CountRefused()
        {
        }
    }
}
