using LogAppendSink.Stores.Http;
using Xunit;

namespace LogAppendSink.Tests.Stores.Oss;

public class OssObjectNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData(" a b+c%!*'()")]
    [InlineData("日志/😀.log")]
    [InlineData("a//b")]
    [InlineData("a/...")]
    [InlineData(".hidden")]
    [InlineData("a\\..\\b")] // a backslash is not a separator
    public void Key_is_accepted(string key)
    {
        Assert.Null(StoreKey.FaultOf(key));
    }

    [Theory]
    [InlineData("", "an object's key has at least one character")]
    [InlineData("/a", "an object's key may not begin with '/'")]
    [InlineData("\\a", "an object's key may not begin with '\\'")]
    public void Key_is_refused_when_OSS_does_not_allow_it(string key, string fault)
    {
        Assert.Equal(fault, StoreKey.FaultOf(key));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    public void Key_is_refused_when_it_has_a_segment_of_dots(string key)
    {
        Assert.StartsWith("proxies and URL libraries rewrite a key with a '.' or '..' segment", StoreKey.FaultOf(key), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_is_refused_when_UTF_8_cannot_express_it()
    {
        Assert.Equal("an object's key must be valid UTF-8, and this one contains half of a surrogate pair", StoreKey.FaultOf("a\ud800b"));
    }

    [Fact]
    public void Length_of_a_key_is_measured_in_bytes()
    {
        Assert.Null(StoreKey.FaultOf(new string('é', 511) + "a"));
        Assert.Equal("an object's key has at most 1023 bytes of UTF-8, and this one has 1024", StoreKey.FaultOf(new string('é', 512)));
    }
}
