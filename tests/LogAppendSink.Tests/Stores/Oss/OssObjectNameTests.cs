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
    [InlineData("a\\..\\b")] // a backslash parts nothing
    public void Most_names_will_do(string key)
    {
        Assert.Null(StoreKey.FaultOf(key));
    }

    [Theory]
    [InlineData("", "an object's key has at least one character")]
    [InlineData("/a", "an object's key may not begin with '/'")]
    [InlineData("\\a", "an object's key may not begin with '\\'")]
    public void Some_names_are_none(string key, string fault)
    {
        Assert.Equal(fault, StoreKey.FaultOf(key));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a/../b")]
    [InlineData("a/..")]
    public void A_segment_of_dots_is_refused_with_the_reason(string key)
    {
        Assert.StartsWith("proxies and URL libraries rewrite a key with a '.' or '..' segment", StoreKey.FaultOf(key), StringComparison.Ordinal);
    }

    [Fact]
    public void What_UTF_8_cannot_say_is_no_name()
    {
        Assert.Equal("an object's key must be valid UTF-8, and this one contains half of a surrogate pair", StoreKey.FaultOf("a\ud800b"));
    }

    [Fact]
    public void A_name_has_its_length_in_bytes()
    {
        Assert.Null(StoreKey.FaultOf(new string('é', 511) + "a"));
        Assert.Equal("an object's key has at most 1023 bytes of UTF-8, and this one has 1024", StoreKey.FaultOf(new string('é', 512)));
    }
}
