using LogAppendSink.Appending;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class KeyTokensTests
{
    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("Shop_2.b-c", "Shop_2.b-c")]
    [InlineData("my shop", "my-shop")]
    [InlineData("../../etc/passwd", "..-..-etc-passwd")] // one segment, whatever it says
    [InlineData("a/b\\c", "a-b-c")]
    [InlineData("日志", "--")]
    [InlineData("é", "-")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("{Date}", "-Date-")]
    [InlineData("", "_")] // an empty segment would move the object
    [InlineData(".", "_")]
    [InlineData("..", "_")]
    [InlineData("...", "_")]
    [InlineData(".hidden", ".hidden")]
    public void Value_stays_within_its_segment(string value, string expected)
    {
        Assert.Equal(expected, KeyTokens.Sanitise(value));
    }

    [Fact]
    public void Token_values_are_those_of_this_process()
    {
        var tokens = KeyTokens.For(new OssAppendOptions { Application = "my shop" }, instance: "0123-abcd");

        Assert.Equal("my-shop", tokens.Value("Application"));
        Assert.Equal(KeyTokens.Sanitise(Environment.MachineName), tokens.Value("Host"));
        Assert.Equal($"{Environment.ProcessId}", tokens.Value("Process"));
        Assert.Equal("0123-abcd", tokens.Value("Instance"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Application_has_the_name_of_the_entry_assembly_when_none_is_set(string? application)
    {
        var tokens = KeyTokens.For(new OssAppendOptions { Application = application }, instance: "i");

        Assert.Matches("^[A-Za-z0-9._-]+$", tokens.Value("Application"));
        Assert.NotEqual("_", tokens.Value("Application"));
    }

    [Fact]
    public void Instance_name_has_the_start_time_and_a_random_part()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(0x69a3_c1f0));

        var one = KeyTokens.NewInstance(time, new Random(1));
        var another = KeyTokens.NewInstance(time, new Random(2));

        Assert.Matches("^69a3c1f0-[0-9a-f]{8}$", one);
        Assert.Equal(one, KeyTokens.Sanitise(one));
        Assert.NotEqual(one, another);
    }

    [Fact]
    public void Other_tokens_are_refused()
    {
        Assert.False(KeyTokens.IsKnown("Level"));
        Assert.False(KeyTokens.IsKnown("host"));
        Assert.Throws<ArgumentOutOfRangeException>(() => KeyTokens.For(new OssAppendOptions(), "i").Value("Date"));
    }
}
