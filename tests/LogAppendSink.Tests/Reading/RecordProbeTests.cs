using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class RecordProbeTests
{
    [Theory]
    [InlineData("""{"@t":"x","@mt":"m"}""", RecordLevel.Information)] // none means that
    [InlineData("""{"@t":"x","@l":"Error","A":1}""", RecordLevel.Error)]
    [InlineData("""{"A":{"@l":"Error"},"@t":"x"}""", RecordLevel.Information)] // another object's
    [InlineData("""{"A":"\"@l\":\"Error\"","@t":"x"}""", RecordLevel.Information)] // a text
    [InlineData("""{"A":{"@l":"Error"},"@l":"Debug"}""", RecordLevel.Debug)]
    [InlineData("""{"\u0040l":"Fatal"}""", RecordLevel.Fatal)] // the same name, escaped
    [InlineData("""{"@l":"warn"}""", RecordLevel.Warning)]
    [InlineData("""{"@l":"Unheard of"}""", RecordLevel.Information)]
    public void Level_is_taken_from_the_top_level(string record, RecordLevel level) =>
        Assert.Equal(level, RecordProbe.LevelOf(Encoding.UTF8.GetBytes(record)));

    [Theory]
    [InlineData("")]
    [InlineData("plain text, \"@l\":\"Error\"")]
    [InlineData("""{"@t":"x", "@l" cut""")]
    [InlineData("""{"@l":"\ud800"}""")] // half a character
    public void Text_that_is_not_a_record_has_no_level(string record) => Assert.Null(RecordProbe.LevelOf(Encoding.UTF8.GetBytes(record)));

    [Fact]
    public void Time_of_an_unsupported_type_is_ignored() => Assert.Null(RecordProbe.TimestampOf("""{"@t":"\ud800"}"""u8));

    [Fact]
    public void Time_is_found_at_any_position() => Assert.Equal(
        new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero),
        RecordProbe.TimestampOf("{\"A\":{\"@t\":\"2025-01-01T00:00:00Z\"},\"@t\":\"2026-03-01T08:00:00+01:00\"}"u8));
}
