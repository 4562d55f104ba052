using LogAppendSink.Stores.Oss;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssContentRangeTests
{
    [Fact]
    public void Its_three_numbers_are_read() => Assert.Equal(new OssContentRange(10, 20, 100), OssContentRange.TryParse("bytes 10-29/100"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes */100")]
    [InlineData("bytes 10-29/*")]
    [InlineData("bytes 29-10/100")]
    [InlineData("bytes 10-100/100")]
    [InlineData("lines 10-29/100")]
    public void What_says_no_range_is_none(string? header) => Assert.Null(OssContentRange.TryParse(header));
}
