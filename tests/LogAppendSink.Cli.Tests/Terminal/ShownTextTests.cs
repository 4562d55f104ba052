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
    [InlineData("pay\u202egpj.exe\u2066x\u2069\u200f\u061c", "pay<U+202E>gpj.exe<U+2066>x<U+2069><U+200F><U+061C>")]
    [InlineData("\ufeffa\u200bb\u2028c\u00add\U000E0041e", "<U+FEFF>a<U+200B>b<U+2028>c<U+00AD>d<U+E0041>e")]
    [InlineData("\u0645\u06cc\u200c\u062e \U0001F468\u200d\U0001F469 \u0601", "\u0645\u06cc\u200c\u062e \U0001F468\u200d\U0001F469 \u0601")] // zero-width joiners and a visible mark
    public void Control_characters_become_pictures(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Fact]
    public void Line_breaks_are_kept_when_lines_are_allowed() => Assert.Equal("a␛\nb\n", ShownText.OfLines("a\u001b\r\nb\n"));

    [Theory]
    [InlineData("tail logs/ --with-key -o Json", ShownKey + ": ")]
    [InlineData("tail logs/ --with-key -o Text", ShownKey + ": ")]
    [InlineData("ls logs/", ShownKey)]
    [InlineData("verify logs/", "ok     " + ShownKey)]
    public async Task Control_sequences_of_a_key_do_not_reach_the_terminal(string commandLine, string shown)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync(HostileKey, ToolRig.Line(0, "Event"));

        var run = await rig.RunAsync(commandLine);

        Assert.Contains(shown, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output.ReplaceLineEndings(""), char.IsControl);
    }

    [Theory]
    [InlineData("Pretty", "Hello <U+202E>olleH<U+2069>")]
    [InlineData("Text", "Hello <U+202E>olleH<U+2069>")]
    [InlineData("Json", "\"@mt\":\"Hello \\u202eolleH\\u2069\"")]
    public async Task Text_direction_overrides_do_not_reach_the_terminal(string format, string shown)
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", ToolRig.Line(0, "Hello \u202eolleH\u2069"));

        foreach (var command in new[] { "cat", "tail" })
        {
            var run = await rig.RunOnTerminalAsync($"{command} logs/a.clef -o {format}");

            Assert.Contains(shown, run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202e', run.Output);
        }
    }

    [Fact]
    public async Task Control_sequences_of_a_message_do_not_reach_the_terminal()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(["stat", "logs/a\u001b[2J.clef"]);

        Assert.Contains("'logs/a␛[2J.clef'", run.Error, StringComparison.Ordinal);
    }
}
