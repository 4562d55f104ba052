using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class LogCursorTests
{
    [Fact]
    public void Printed_cursor_is_parsed_to_the_same_cursor()
    {
        var cursor = new LogCursor();
        cursor.Set("logs/a b;c@d+e~f.clef", new ReadPlace(1234, SkipRecords: 5, WindowBytes: 128, WindowCrc: 0xE3069283));
        cursor.Set("logs/ä.clef", new ReadPlace(0, 0, 0, 0));

        var read = LogCursor.Parse(cursor.ToString() + "\n");

        Assert.Equal(cursor.Places, read.Places);
        Assert.Equal("1;logs/a%20b%3Bc%40d%2Be~f.clef@1234+5~128.e3069283;logs/%C3%A4.clef@0", cursor.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2;logs/a@1")]
    [InlineData("1;logs/a")]
    [InlineData("1;@1")]
    [InlineData("1;logs/a@-1")]
    [InlineData("1;logs/a@x")]
    [InlineData("1;logs/a@1+x")]
    [InlineData("1;logs/a@1~1")]
    [InlineData("1;logs/a@1~2.00000000")] // more bytes than there are before the place
    [InlineData("1;logs/a@1000~129.00000000")]
    public void Invalid_cursor_is_refused(string text) => Assert.Throws<FormatException>(() => LogCursor.Parse(text));
}
