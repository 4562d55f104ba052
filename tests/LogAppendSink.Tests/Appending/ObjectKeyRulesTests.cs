using Xunit;

namespace LogAppendSink.Tests.Appending;

public class ObjectKeyRulesTests
{
    [Theory]
    [InlineData("", "ObjectKey is empty; set it, e.g. 'logs/{Application}/{Date}/{Host}.clef'.")]
    [InlineData("/logs/{Date}.clef", "ObjectKey ('/logs/{Date}.clef') begins with '/'; an object's key may not begin with '/' or '\\': leave it out.")]
    [InlineData("\\logs\\{Date}.clef", "ObjectKey ('\\logs\\{Date}.clef') begins with '\\'; an object's key may not begin with '/' or '\\': leave it out.")]
    [InlineData("logs/{Date}/", "ObjectKey ('logs/{Date}/') ends with '/', which names a folder; add a file name, e.g. '{Host}.clef'.")]
    [InlineData("logs/../{Date}.clef", "ObjectKey ('logs/../{Date}.clef') has a '.' or '..' segment, which proxies and URL libraries rewrite; leave it out.")]
    [InlineData("./{Date}.clef", "ObjectKey ('./{Date}.clef') has a '.' or '..' segment, which proxies and URL libraries rewrite; leave it out.")]
    [InlineData("logs/\n{Date}.clef", "ObjectKey has a control character, which object listings cannot show; leave it out.")]
    [InlineData("logs/{Level}.clef", "ObjectKey ('logs/{Level}.clef') has the token '{Level}'; the tokens are {Application}, {Date}, {Date:format}, {Host}, {Process} and {Instance}.")]
    [InlineData("logs/{date}.clef", "ObjectKey ('logs/{date}.clef') has the token '{date}'; the tokens are {Application}, {Date}, {Date:format}, {Host}, {Process} and {Instance}.")]
    [InlineData("{Host:x}.clef", "ObjectKey ('{Host:x}.clef') has the token '{Host:x}'; only {Date} takes a format, a .NET date format such as 'yyyy/MM/dd'.")]
    [InlineData("{Date:}.clef", "ObjectKey ('{Date:}.clef') has the token '{Date:}'; only {Date} takes a format, a .NET date format such as 'yyyy/MM/dd'.")]
    [InlineData("{Date:%}.clef", "ObjectKey ('{Date:%}.clef') has the token '{Date:%}'; only {Date} takes a format, a .NET date format such as 'yyyy/MM/dd'.")]
    [InlineData("logs/{Date", "ObjectKey ('logs/{Date') has an unpaired '{' at character 6; write tokens as {Application}, {Date}, {Date:format}, {Host}, {Process} and {Instance}.")]
    [InlineData("logs}/x", "ObjectKey ('logs}/x') has an unpaired '}' at character 5; write tokens as {Application}, {Date}, {Date:format}, {Host}, {Process} and {Instance}.")]
    public void Template_is_refused_when_its_key_is_invalid(string template, string message)
    {
        Settings.AssertRefused(message, options => options.ObjectKey = template);
    }

    [Fact]
    public void Unknown_tokens_are_reported_together()
    {
        var errors = Settings.ErrorsAfter(options => options.ObjectKey = "{Level}/{Machine}.clef");

        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public void Missing_template_is_refused()
    {
        Settings.AssertRefused(
            "ObjectKey is empty; set it, e.g. 'logs/{Application}/{Date}/{Host}.clef'.",
            options => options.ObjectKey = null!); // As a configuration binder may set it.
    }

    [Fact]
    public void Date_requires_an_interval()
    {
        Settings.AssertRefused(
            "ObjectKey ('logs/{Date}/web.clef') contains {Date} and RollingInterval is Infinite; leave {Date} out, or choose an interval.",
            options => options.RollingInterval = ObjectRollingInterval.Infinite);
    }

    [Fact]
    public void Interval_does_not_require_a_date()
    {
        Settings.AssertAccepted(options => options.ObjectKey = "logs/web.clef");
    }

    [Theory]
    [InlineData(1010, 'x', true)] // 1,023 with "-999999999" and ".gz" behind it
    [InlineData(1011, 'x', false)]
    [InlineData(336, '日', true)] // three bytes each
    [InlineData(337, '日', false)]
    public void Key_has_at_most_1023_bytes_with_its_suffix(int count, char letter, bool isAccepted)
    {
        var template = new string(letter, count);

        var errors = Settings.ErrorsAfter(options => options.ObjectKey = template);

        var bytes = System.Text.Encoding.UTF8.GetByteCount(template);
        string[] expected = isAccepted
            ? []
            : [$"ObjectKey ('{new string(letter, 117)}...') gives keys of {bytes} bytes of UTF-8; a key has at most 1023, of which 13 are kept for '-001' and '.gz': shorten it."];
        Assert.Equal(expected, errors);
    }
}
