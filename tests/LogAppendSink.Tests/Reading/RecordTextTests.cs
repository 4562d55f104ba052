using System.Text;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class RecordTextTests
{
    [Theory]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF \t\uFEFF")]
    public void Record_is_read_after_white_space_or_a_byte_order_mark(string before)
    {
        var record = Encoding.UTF8.GetBytes(before + """{"@t":"2026-03-01T07:00:00Z","@mt":"{A}","@l":"Error","A":"x"}""" + "\r");

        Assert.True(LogEvent.TryParse(record, out var logEvent));
        Assert.Equal("x", logEvent.RenderMessage());
        Assert.Equal(RecordLevel.Error, RecordProbe.LevelOf(record));
        Assert.Equal(logEvent.Timestamp, RecordProbe.TimestampOf(record));
    }

    [Fact]
    public void Records_of_other_writers_are_read_after_white_space() =>
        Assert.Equal(["leading space", "leading tab"], CaseFile.Lines("lead.clef").Select(line => CaseFile.Parse(line).RenderMessage()));

    [Fact]
    public void Blank_lines_are_not_records() =>
        Assert.Equal(
            [false, true, true, false], CaseFile.Lines("blank.clef").Select(line => RecordText.IsBlank(Encoding.UTF8.GetBytes(line))));
}
