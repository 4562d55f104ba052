using LogAppendSink.Cli.Terminal;
using Xunit;

namespace LogAppendSink.Cli.Tests.Terminal;

public class ShownTextTests
{
    private const string HostileKey = "logs/a\u001b[2J\u0007\nb\u009b2J.clef";
    private const string ShownKey = "logs/a␛[2J␇␊b\ufffd2J.clef";

    [Theory]
    [InlineData("plain, tab\tand ünï", "plain, tab\tand ünï")]
    [InlineData("a\u001b[2Jb\u009b2Jc\u0007\r\nd\u007f\u0000", "a␛[2Jb\ufffd2Jc␇␍␊d\ufffd␀")]
    public void Control_characters_are_shown_as_pictures(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Fact]
    public void Lines_are_kept_where_there_may_be_some() => Assert.Equal("a␛\nb\n", ShownText.OfLines("a\u001b\r\nb\n"));

    [Theory]
    [InlineData("tail logs/ --with-key -o Json", ShownKey + ": ")]
    [InlineData("tail logs/ --with-key -o Text", ShownKey + ": ")]
    [InlineData("ls logs/", ShownKey)]
    [InlineData("verify logs/", "ok     " + ShownKey)]
    public async Task A_key_does_not_reach_the_terminal_as_a_command(string commandLine, string shown)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync(HostileKey, ToolRig.Line(0, "Event"));

        var run = await rig.RunAsync(commandLine);

        Assert.Contains(shown, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output.ReplaceLineEndings(""), char.IsControl);
    }

    [Fact]
    public async Task A_message_does_not_either()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(["stat", "logs/a\u001b[2J.clef"]);

        Assert.Contains("'logs/a␛[2J.clef'", run.Error, StringComparison.Ordinal);
    }
}
