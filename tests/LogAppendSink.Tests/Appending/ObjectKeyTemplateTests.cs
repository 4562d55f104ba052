using LogAppendSink.Appending;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class ObjectKeyTemplateTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 7, 8, 9, TimeSpan.Zero);

    [Theory]
    [InlineData("logs/{Application}/{Date}/web.clef", "logs/shop/20260301/web.clef")]
    [InlineData("{Application}", "shop")]
    [InlineData("{Instance}.log", "0123-abcd.log")]
    [InlineData("plain.log", "plain.log")]
    [InlineData("a{Application}b{Application}c", "ashopbshopc")]
    [InlineData("日志/{Date}.clef", "日志/20260301.clef")] // a literal is the user's own business
    [InlineData("a b/{Date:yyyy-MM-dd}.clef", "a b/2026-03-01.clef")]
    [InlineData("{Date:yyyy/MM/dd}/web.clef", "2026/03/01/web.clef")] // makes folders
    [InlineData("{Date:yyyy'/../'MM}/web.clef", "2026/_/03/web.clef")] // but none that lead out
    [InlineData("{Date:yyyy HH:mm}/web.clef", "2026-00-00/web.clef")] // the start of the day, sanitised
    public void Tokens_are_replaced_by_their_values(string template, string expected)
    {
        Assert.Equal(expected, TemplateOf(template).Render(Time, index: 0));
    }

    [Theory]
    [InlineData("Year", "2026")]
    [InlineData("Month", "202603")]
    [InlineData("Day", "20260301")]
    [InlineData("Hour", "20260301-07")]
    [InlineData("Minute", "20260301-0708")]
    public void Date_has_the_precision_of_the_interval(string interval, string expected)
    {
        var template = TemplateOf("{Date}", Enum.Parse<ObjectRollingInterval>(interval));

        Assert.Equal(expected, template.Render(Time, index: 0));
    }

    [Fact]
    public void Date_is_the_start_of_the_period_in_UTC()
    {
        var local = new DateTimeOffset(2026, 3, 1, 1, 0, 0, TimeSpan.FromHours(8));

        Assert.Equal("20260228 0000.log".Replace(' ', '-'), TemplateOf("{Date:yyyyMMdd HHmm}.log").Render(local, index: 0));
    }

    [Theory]
    [InlineData("web.clef", 0, "None", "web.clef")]
    [InlineData("web.clef", 1, "None", "web-001.clef")]
    [InlineData("web.clef", 42, "None", "web-042.clef")]
    [InlineData("web.clef", 1000, "None", "web-1000.clef")]
    [InlineData("web.clef", 999_999_999, "None", "web-999999999.clef")]
    [InlineData("web.clef", 0, "Gzip", "web.clef.gz")]
    [InlineData("web.clef", 1, "Gzip", "web-001.clef.gz")]
    [InlineData("web", 1, "None", "web-001")]
    [InlineData("a.b/web", 1, "None", "a.b/web-001")] // the dot is the folder's
    [InlineData("a/.web", 1, "None", "a/.web-001")] // the dot makes no extension
    [InlineData("a/web.", 1, "None", "a/web-001.")]
    [InlineData("a.b.c", 1, "None", "a.b-001.c")]
    public void Number_precedes_the_extension(string template, int index, string compression, string expected)
    {
        var options = new OssAppendOptions { ObjectKey = template, Compression = Enum.Parse<RecordCompression>(compression) };

        var key = ObjectKeyTemplate.Create(options, KeyTokens.For(options, "0123-abcd")).Render(Time, index);

        Assert.Equal(expected, key);
    }

    [Fact]
    public void No_value_leaves_the_literal_prefix()
    {
        var options = new OssAppendOptions { ObjectKey = "logs/{Application}/web.clef", Application = "../../secrets" };

        var key = ObjectKeyTemplate.Create(options, KeyTokens.For(options, "i")).Render(Time, index: 0);

        Assert.Equal("logs/..-..-secrets/web.clef", key);
    }

    private static ObjectKeyTemplate TemplateOf(string template, ObjectRollingInterval interval = ObjectRollingInterval.Day)
    {
        var options = new OssAppendOptions { ObjectKey = template, Application = "shop", RollingInterval = interval };
        return ObjectKeyTemplate.Create(options, KeyTokens.For(options, "0123-abcd"));
    }
}
