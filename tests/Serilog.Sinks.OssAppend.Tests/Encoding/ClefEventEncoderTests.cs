using System.Diagnostics;
using System.Text.Json;
using LogAppendSink.Clef;
using Serilog.Context;
using Serilog.Events;
using Serilog.Parsing;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests.Encoding;

public sealed class ClefEventEncoderTests
{
    private static readonly string[] Words = ["a", "b\n"];

    private static readonly Dictionary<string, Action<ILogger>> Calls = new()
    {
        ["no properties"] = log => log.Information("Started"),
        ["scalars"] = log => log.Information("{Int} {Text} {Flag} {None}", 1, "a \"b\"", true, null),
        ["numbers"] = log => log.Information("{A} {B} {C} {D} {E}", 0.1, 1.50m, float.MaxValue, double.NaN, ulong.MaxValue),
        ["times"] = log => log.Information(
            "{A} {B} {C}", new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), DateTimeOffset.MaxValue, TimeSpan.FromSeconds(1.5)),
        ["newer types"] = log => log.Information("{A} {B} {C} {D}", DateOnly.MaxValue, TimeOnly.MaxValue, Guid.Empty, (Half)1.5),
        ["enum, char, uri"] = log => log.Information("{A} {B} {C}", DayOfWeek.Friday, '\n', new Uri("https://example.com/?a=\"b\"")),
        ["bytes"] = log => log.Information("{Short} {Long}", new byte[] { 1, 0xAB }, new byte[2000]),
        ["sequence"] = log => log.Information("{Words} {Numbers}", Words, new List<int> { 1, 2 }),
        ["empty sequence"] = log => log.Information("{Nothing}", Array.Empty<int>()),
        ["dictionary"] = log => log.Information("{Map}", new Dictionary<int, object?> { [1] = "one", [2] = null }),
        ["dictionary by name"] = log => log.Information("{Map}", new Dictionary<string, int> { ["@a"] = 1, ["b \""] = 2 }),
        ["destructured"] = log => log.Information("{@Order}", new Order(7, [new Line("pen", 1.5m)])),
        ["destructured, without a type"] = log => log.Information("{@Point}", new { X = 1, Y = (int?)null }),
        ["stringified"] = log => log.Information("{$Words}", new object[] { Words }),
        ["formats"] = log => log.Information("{Elapsed:0.000} ms, {Id:X8}, {Name,10}, {Name:l}, {Missing:0}", 12.34567, 255, "me"),
        ["format with an escape"] = log => log.Information("{Quoted:q}", "a \"quote\"\n"),
        ["positional"] = log => log.Information("{1} before {0}", "a", "b"),
        ["missing property"] = log => log.Information("{A} {B}", 1),
        ["reserved names"] = log => log.ForContext("@t", 1).ForContext("@@x", 2).ForContext("a@", 3).Information("{@l}", 4),
        ["log context"] = log =>
        {
            using var _ = LogContext.PushProperty("RequestId", "0HMV:1");
            log.Warning("In a request");
        },
        ["unicode"] = log => log.Information("日本 😀 {Text}", "é \u0001 \u007F \u2028 \uD800"),
        ["verbose"] = log => log.Verbose("Level"),
        ["debug"] = log => log.Debug("Level"),
        ["warning"] = log => log.Warning("Level"),
        ["error with exception"] = log => log.Error(Thrown(), "Failed {Times} times", 3),
        ["fatal"] = log => log.Fatal("Level"),
        ["braces"] = log => log.Information("{{not a property}} {A}", 1),
        ["a megabyte"] = log => log.Information("{Huge}", new string('é', 1024 * 1024)),
        ["in a trace"] = log =>
        {
            using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
            log.Information("Traced");
        },
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_equals_the_output_of_the_compact_formatter(string name)
    {
        var logEvent = Capture.Event(Calls[name]);

        var record = Encoded(logEvent);

        Assert.Equal(CompactConvention.Format(logEvent), record);
        using var read = JsonDocument.Parse(record);
        Assert.Equal('\n', record[^1]);
    }

    [Fact]
    public void Random_events_equal_the_output_of_the_compact_formatter_and_are_valid_JSON()
    {
        var events = new RandomEvents(seed: 20260301);
        for (var i = 0; i < 3_000; i++)
        {
            var logEvent = events.Next();

            var record = Encoded(logEvent);

            Assert.Equal(CompactConvention.Format(logEvent), record);
            using var read = JsonDocument.Parse(record);
        }
    }

    [Fact]
    public void Ordinary_event_is_written_with_all_fields()
    {
        var logEvent = new LogEvent(
            new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(1)),
            LogEventLevel.Warning,
            exception: null,
            new MessageTemplateParser().Parse("{Method} took {Elapsed:0.0} ms"),
            [new("Method", new ScalarValue("GET")), new("Elapsed", new ScalarValue(12.34))],
            ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"),
            ActivitySpanId.CreateFromString("b7ad6b7169203331"));

        Assert.Equal(
            "{\"@t\":\"2026-03-01T07:00:00.0000000Z\",\"@mt\":\"{Method} took {Elapsed:0.0} ms\",\"@r\":[\"12.3\"],\"@l\":\"Warning\","
            + "\"@tr\":\"0af7651916cd43dd8448eb211c80319c\",\"@sp\":\"b7ad6b7169203331\",\"Method\":\"GET\",\"Elapsed\":12.34}\n",
            Encoded(logEvent));
    }

    [Fact]
    public void Only_the_rendering_is_lost_when_a_value_rejects_its_format()
    {
        var record = Encoded(Capture.Event(log => log.Information("{Count:Q} and {Id:X2}", 1, 10)));

        using var read = JsonDocument.Parse(record);
        Assert.Equal("1", read.RootElement.GetProperty("@r")[0].GetString());
        Assert.Equal("0A", read.RootElement.GetProperty("@r")[1].GetString());
        Assert.Equal(1, read.RootElement.GetProperty("Count").GetInt32());
    }

    [Fact]
    public void Values_nested_deeper_than_readers_accept_are_cut_off()
    {
        LogEventPropertyValue value = new ScalarValue("core");
        for (var i = 0; i < 100_000; i++)
            value = new SequenceValue([value]);

        var record = Encoded(EventWith(value));

        using var read = JsonDocument.Parse(record);
        Assert.Contains(ClefPropertyValue.TooDeep, record, StringComparison.Ordinal);
    }

    [Fact]
    public void Scalar_with_its_own_rendering_is_rendered_by_it()
    {
        var logEvent = new LogEvent(
            DateTimeOffset.UnixEpoch, LogEventLevel.Information, exception: null, new MessageTemplateParser()
                .Parse("{Card:0000}"), [new("Card", new Masked(4711))]);
        using var record = RecordBuffer.Rent();

        new ClefEventEncoder().Encode(logEvent, record);

        Assert.Contains("\"@r\":[\"****\"]", System.Text.Encoding.UTF8.GetString(record.Written), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_of_an_unknown_type_is_written_as_rendered()
    {
        using var read = JsonDocument.Parse(Encoded(EventWith(new Celsius(21.5))));

        Assert.Equal("21.5 \"°C\"", read.RootElement.GetProperty("p").GetString());
    }

    internal static string Encoded(LogEvent logEvent)
    {
        using var record = RecordBuffer.Rent();
        new ClefEventEncoder().Encode(logEvent, record);
        return System.Text.Encoding.UTF8.GetString(record.Written);
    }

    private static LogEvent EventWith(LogEventPropertyValue value) => new(
        DateTimeOffset.UnixEpoch, LogEventLevel.Information, exception: null, new MessageTemplateParser().Parse("m"), [new("p", value)]);

    private static InvalidOperationException Thrown()
    {
        try
        {
            try
            {
                throw new FormatException("inner \"text\"");
            }
            catch (FormatException inner)
            {
                throw new InvalidOperationException("outer\nline", inner);
            }
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }

    private sealed record Order(int Id, IReadOnlyList<Line> Lines);

    private sealed record Line(string Article, decimal Price);

    private sealed class Celsius(double degrees) : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) =>
            output.Write("{0} \"°C\"", degrees);
    }

    private sealed class Masked(object value) : ScalarValue(value)
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) =>
            output.Write("****");
    }
}
