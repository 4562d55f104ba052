using LogAppendSink.Stores.Http;
using Xunit;

namespace LogAppendSink.Tests.Stores.Http;

public class ContentRangeTests
{
    [Fact]
    public void Header_is_parsed_into_its_three_numbers() => Assert.Equal(new ContentRange(10, 20, 100), ContentRange.TryParse("bytes 10-29/100"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes */100")]
    [InlineData("bytes 10-29/*")]
    [InlineData("bytes 29-10/100")]
    [InlineData("bytes 10-100/100")]
    [InlineData("lines 10-29/100")]
    public void Header_is_null_when_it_is_malformed(string? header) => Assert.Null(ContentRange.TryParse(header));
}
