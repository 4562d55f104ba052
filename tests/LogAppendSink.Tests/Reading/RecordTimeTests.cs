using System.Globalization;
using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class RecordTimeTests
{
    [Fact]
    public void Times_of_other_writers_are_read() => Assert.Equal(
        [
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.1234567Z",
            "2026-03-01T07:00:00.1234567Z",
            "2026-03-01T07:00:00.0000000Z", // Without a zone: UTC.
            "2026-02-28T23:00:00.0000000Z",
            "2026-02-28T23:00:00.0000000Z",
            "2026-02-28T23:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T00:00:00.0000000Z",
            "2026-03-01T07:00:00.1230000Z",
            "2026-03-02T00:00:00.0000000Z", // A leap second.
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-02T00:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
            "2026-03-01T07:00:00.0000000Z",
        ],
        CaseFile.Lines("ts.clef").Select(line => CaseFile.Parse(line).Timestamp?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)));

    [Fact]
    public void Filter_sees_the_time_that_is_shown() =>
        Assert.All(CaseFile.Lines("ts.clef"), line => Assert.Equal(
            CaseFile.Parse(line).Timestamp, RecordProbe.TimestampOf(Encoding.UTF8.GetBytes(line))));

    [Theory]
    [InlineData("\"2026-03-01T07:00:00\\u002B08:00\"", "2026-02-28T23:00:00Z")] // as System.Text.Json escapes a plus
    [InlineData("\"Sun, 01 Mar 2026 07:00:00 GMT\"", "2026-03-01T07:00:00Z")]
    [InlineData("\"2026-03-01 07:00:00.5 UTC\"", "2026-03-01T07:00:00.5Z")]
    [InlineData("\"2026-03-01T07:00:00 +0100\"", "2026-03-01T06:00:00Z")]
    [InlineData("\"1772348400123\"", "2026-03-01T07:00:00.123Z")]
    [InlineData("1772348400.25", "2026-03-01T07:00:00.25Z")]
    [InlineData("1772348400000000", "2026-03-01T07:00:00Z")]
    [InlineData("1772348400000000000", "2026-03-01T07:00:00Z")]
    [InlineData("\"9999-12-31T23:59:59.9999999Z\"", "9999-12-31T23:59:59.9999999Z")]
    public void Time_is_read_in_any_usual_form(string json, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), RecordProbe.TimestampOf(
            Encoding.UTF8.GetBytes($$"""{"@t":{{json}}}""")));

    [Theory]
    [InlineData("\"yesterday\"")]
    [InlineData("\"1.5\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("1e400")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("\"2026-02-30T07:00:00Z\"")]
    [InlineData("\"2026-03-01T24:00:01Z\"")]
    [InlineData("\"2026-03-01T07:00:61Z\"")]
    [InlineData("\"2026-03-01T07:00:00+15:00\"")]
    [InlineData("\"9999-12-31T23:59:60Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"99999999999999999999999999\"")]
    public void Event_without_a_readable_time_is_an_event_without_a_time(string json)
    {
        var logEvent = CaseFile.Parse($$"""{"@t":{{json}},"@mt":"m"}""");

        Assert.Null(logEvent.Timestamp);
        Assert.Equal(json == "null" ? [] : ["@t"], logEvent.Properties.Select(property => property.Name));
    }

    [Fact]
    public void Event_without_any_time_is_an_event() => Assert.Null(CaseFile.Parse("""{"@mt":"no time"}""").Timestamp);
}
