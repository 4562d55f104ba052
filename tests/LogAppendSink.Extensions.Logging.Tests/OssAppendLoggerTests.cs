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
    public void The_level_goes_to_the_pipeline_beside_the_record(LogLevel level, RecordLevel expected)
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.Log(level, "m");

        Assert.Equal(expected, Assert.Single(target.Levels));
    }

    [Fact]
    public void The_whole_of_an_ordinary_event()
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
    public void The_clock_is_read_once_an_event_and_the_pipeline_counts_from_that_time()
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
    public void A_state_that_is_null_costs_nothing_but_itself()
    {
        var target = new CollectingTarget();
        var logger = LoggerOver(target);

        logger.Log<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, default, null!, exception: null, (_, _) => "a message");

        Assert.Contains("a message", Assert.Single(target.Records), StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_that_are_missing_cost_only_themselves()
    {
        // The framework's state throws for each of them; Serilog's provider loses the event.
        var fields = Fields(log => log.LogInformation("{A} {B} {C:0}", 1));

        Assert.Equal("{A} {B} {C:0}", fields.GetProperty("@mt").GetString());
        Assert.Equal(1, fields.GetProperty("A").GetInt32());
        Assert.Equal("{C:0}", fields.GetProperty("@r")[0].GetString());
    }

    [Fact]
    public void A_collection_that_throws_half_way_leaves_no_half_behind()
    {
        var fields = Fields(log => log.LogInformation("{@Half} {Whole}", new { Numbers = HalfWay() }, 2));

        Assert.Equal("Capturing the property value threw an exception: NotSupportedException", fields.GetProperty("Half").GetProperty("Numbers").GetString());
        Assert.Equal(2, fields.GetProperty("Whole").GetInt32());
    }

    [Fact]
    public void A_value_whose_ToString_throws_costs_only_itself()
    {
        var fields = Fields(log => log.LogInformation("{Bad} {$Worse} {Good}", new ThrowingText(), new ThrowingText(), 1));

        Assert.Contains("its ToString threw System.NotSupportedException", fields.GetProperty("Bad").GetString(), StringComparison.Ordinal);
        Assert.Equal("Capturing the property value threw an exception: NotSupportedException", fields.GetProperty("Worse").GetString());
        Assert.Equal(1, fields.GetProperty("Good").GetInt32());
    }

    [Fact]
    public void An_event_above_the_limit_becomes_the_marker_that_the_Serilog_front_end_writes()
    {
        void Log(ILogger log) => log.LogError("Payload {Payload}", new string('x', 2000));

        var ours = FrontEnds.Ours(Log, eventBodyLimitBytes: 1024);

        // The size differs: a record holds its time, whose length is the same, so it does not.
        Assert.Equal(FrontEnds.Serilogs(Log, eventBodyLimitBytes: 1024), ours);
        Assert.Contains("\"EventTemplate\":\"Payload {Payload}\"", Assert.Single(ours), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x', 256)]
    [InlineData('\u0001', 32)] // each one takes six bytes
    public void A_marker_shortens_the_template_until_it_is_within_the_limit_itself(char character, int expectedCharacters)
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
    public void A_collection_without_an_end_becomes_a_marker_too(string template)
    {
        var endless = new[] { Endless(), Endless() };
        var target = new CollectingTarget(eventBodyLimitBytes: 4096);
        var key = template.StartsWith("{@", StringComparison.Ordinal) ? "@Endless" : "Endless";

        LoggerOver(target).Log(LogLevel.Information, default, State(template, (key, endless)), null, (_, _) => "m");

        Assert.Equal(template, Parsed(Assert.Single(target.Records)).GetProperty("EventTemplate").GetString());
    }

    [Fact]
    public void A_logging_call_never_throws_even_when_the_pipeline_does()
    {
        var heard = new List<string>();
        var core = Core(new ThrowingTarget());
        core.Notices.TellTo(new ListLogger(heard));
        var logger = new OssAppendLogger("Acme", core);

        logger.LogInformation("m");
        logger.LogInformation("m");

        Assert.Equal("Error: An event could not be encoded, nor a marker in its place, and is lost. Later ones are counted but not reported. (target is broken)", Assert.Single(heard));
    }

    [Fact]
    public void A_value_that_logs_while_it_is_written_disturbs_neither_event()
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
    public void Scopes_are_left_out_where_they_are_not_wanted()
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
    public void What_the_factory_tracks_of_an_activity_is_written_where_the_record_does_not_say_it_already()
    {
        using var activity = new System.Diagnostics.Activity("test").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).AddBaggage("tenant", "acme").Start();
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
    public void Text_is_a_line_for_people()
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
    public void Markers_and_losses_are_text_in_a_log_of_text()
    {
        var target = new CollectingTarget(eventBodyLimitBytes: 1024);
        var encoder = new TextEntryEncoder();

        LoggerOver(target, encoder).LogWarning("Payload {Payload}", new string('x', 2000));
        LoggerOver(target, encoder).LogWarning("{A} {B}", 1); // the framework throws for this one

        using var record = RecordBuffer.Rent();
        encoder.EncodeLoss(3, DropReason.QueueFull, DateTimeOffset.UnixEpoch, record);
        Assert.Equal(
            [
                "2026-03-01T07:00:00.0000000Z [WRN] Acme: An event of 2050 bytes is left out, because EventBodyLimitBytes is 1024. Its template: Payload {Payload}\n",
                "2026-03-01T07:00:00.0000000Z [WRN] Acme: {A} {B} (the message formatter threw System.FormatException)\n",
                "1970-01-01T00:00:00.0000000Z [ERR] LogAppendSink: 3 events were dropped: QueueFull\n",
            ],
            [.. target.Records, System.Text.Encoding.UTF8.GetString(record.Written)]);
    }

    [Fact]
    public void A_loss_is_told_in_CLEF_in_the_words_of_the_pipeline()
    {
        using var record = RecordBuffer.Rent();

        new ClefEntryEncoder(1024).EncodeLoss(3, DropReason.QueueFull, DateTimeOffset.UnixEpoch, record);

        Assert.Equal(
            "{\"@t\":\"1970-01-01T00:00:00.0000000Z\",\"@mt\":\"{DroppedEvents} events were dropped: {DropReason}\",\"@l\":\"Error\",\"DroppedEvents\":3,\"DropReason\":\"QueueFull\",\"SourceContext\":\"LogAppendSink\"}\n",
            System.Text.Encoding.UTF8.GetString(record.Written));
    }

    private static OssAppendLogger LoggerOver(IRecordTarget target, IEntryEncoder? encoder = null) => new OssAppendLogger("Acme", Core(target, encoder));

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

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt) => throw new InvalidOperationException("target is broken");

        public void CountRefused()
        {
        }
    }
}
