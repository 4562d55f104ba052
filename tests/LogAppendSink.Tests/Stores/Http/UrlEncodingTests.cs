using LogAppendSink.Escaping;
using Xunit;

namespace LogAppendSink.Tests.Stores.Http;

public class UrlEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AZaz09-_.~", "AZaz09-_.~")]
    [InlineData("a b", "a%20b")] // never '+'
    [InlineData("a+b", "a%2Bb")]
    [InlineData("!*'()", "%21%2A%27%28%29")] // many libraries do not encode these
    [InlineData("a/b", "a%2Fb")]
    [InlineData("100%", "100%25")]
    [InlineData("日志", "%E6%97%A5%E5%BF%97")]
    [InlineData("😀", "%F0%9F%98%80")]
    [InlineData("\n\t\0", "%0A%09%00")]
    public void Everything_but_unreserved_characters_is_encoded_in_upper_case_hex(string text, string expected)
    {
        Assert.Equal(expected, UrlEncoding.Encode(text));
    }

    [Theory]
    [InlineData("a/b//c", "a/b//c")]
    [InlineData("/../x y", "/../x%20y")]
    public void Path_keeps_its_slashes_and_dots(string path, string expected)
    {
        Assert.Equal(expected, UrlEncoding.EncodePath(path));
    }
}
