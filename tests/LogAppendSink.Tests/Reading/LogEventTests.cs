using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class LogEventTests
{
    [Fact]
    public void Every_field_of_a_record_is_read()
    {
        var logEvent = Parse("""{"@t":"2026-03-01T07:00:00.1234567Z","@mt":"Hello, {Name}","@i":7,"@l":"Warning","@x":"Boom","@tr":"ab","@sp":"cd","Name":"Ann","@@odd":1}""");

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero).AddTicks(1234567), logEvent.Timestamp);
        Assert.Equal((RecordLevel.Warning, "Boom", "7", "ab", "cd"), (
            logEvent.Level, logEvent.Exception, logEvent.EventId, logEvent.TraceId, logEvent.SpanId));
        Assert.Equal(["Name=Ann", "@odd=1"], logEvent.Properties.Select(property => property.ToString()));
    }

    [Theory]
    [InlineData("Hello, {Name}!", "Hello, Ann!")]
    [InlineData("{@Order} of {$Name}", """{"Id":5} of Ann""")]
    [InlineData("{{Name}} is {Name}", "{Name} is Ann")]
    [InlineData("{Missing} and {Name", "{Missing} and {Name")]
    [InlineData("[{Name,5}] [{Name,-5}]", "[  Ann] [Ann  ]")]
    [InlineData("{0} and {Absent:x}", "zero and {Absent:x}")]
    [InlineData("", "")]
    public void Message_is_the_template_with_its_holes_filled(string template, string message) =>
        Assert.Equal(message, Parse(
            $$"""{"@t":"2026-03-01T07:00:00Z","@mt":"{{template}}","Name":"Ann","Order":{"Id":5},"0":"zero"}""").RenderMessage());

    [Fact]
    public void Formatted_holes_take_their_stored_renderings_in_order() => Assert.Equal(
        "1 is 0x0A, then 2.50",
        Parse("""{"@t":"2026-03-01T07:00:00Z","@mt":"{A} is {B:x}, then {C:F2}","@r":["0x0A","2.50"],"A":1,"B":10,"C":2.5}""")
            .RenderMessage());

    [Theory]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"{A}","A":"\ud800"}""", "\\ud800")] // half a character
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"{A,-2147483647}|","A":1}""", "1|")]
    public void Invalid_value_or_alignment_does_not_throw(string record, string message) =>
        Assert.Equal(message, Parse(record).RenderMessage().Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void Stored_message_is_used() =>
        Assert.Equal("As it was", Parse("""{"@t":"2026-03-01T07:00:00Z","@m":"As it was"}""").RenderMessage());

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("""{"Message":"an object of something else"}""")]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z","@mt":"cut""")]
    [InlineData("""{"@t":"2026-03-01T07:00:00Z"}{"@t":"2026-03-01T07:00:00Z"}""")]
    [InlineData("""[{"@t":"2026-03-01T07:00:00Z"}]""")]
    public void Record_that_is_not_an_event_is_refused(string record) =>
        Assert.False(LogEvent.TryParse(Encoding.UTF8.GetBytes(record), out _));

    [Fact]
    public void Invalid_UTF8_is_not_an_event() =>
        Assert.False(LogEvent.TryParse("{\"@t\":\"2026-03-01T07:00:00Z\",\"@m\":\"\xFF\"}".Select(c => (byte)c).ToArray(), out _));

    private static LogEvent Parse(string record)
    {
        Assert.True(LogEvent.TryParse(Encoding.UTF8.GetBytes(record), out var logEvent));
        return logEvent;
    }

    [Theory]
    [InlineData("{\"@t\":\"2026-03-01T07:00:00Z\",\"@l\":\"Error\",\"@l\":\"Debug\",\"@t\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("{\"@t\":\"2026-03-01T07:00:00Z\",\"@l\":\"Error\",\"@t\":null,\"@l\":7}")]
    public void First_of_two_equal_names_is_used_for_filter_and_display(string record)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(record);
        Assert.True(LogEvent.TryParse(bytes, out var logEvent));

        Assert.Equal((RecordLevel.Error, new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero)), (logEvent.Level, logEvent.Timestamp));
        Assert.Equal(RecordProbe.LevelOf(bytes), logEvent.Level);
        Assert.Equal(RecordProbe.TimestampOf(bytes), logEvent.Timestamp);
    }
}
