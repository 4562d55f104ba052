using Xunit;

namespace LogAppendSink.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData("ls")]
    [InlineData("stat")]
    [InlineData("cat")]
    [InlineData("tail")]
    [InlineData("verify")]
    [InlineData("completion")]
    public async Task Every_command_has_examples(string command)
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync($"{command} --help");

        Assert.Equal(("", ExitCode.Success), (run.Error, run.ExitCode));
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
        Assert.Contains($"logappend {command}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_settings_and_exit_codes()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("--help");

        Assert.Contains("OSS_ACCESS_KEY_SECRET", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 object not found", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistake_is_reported_without_the_help_text()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("ls --bogus");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--bogus", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output.Trim());
    }

    [Theory]
    [InlineData("lss", "unknown command 'lss'. Did you mean ls?")]
    [InlineData("nonsense", "unknown command 'nonsense'. Run with --help for a list.")]
    [InlineData("tail --folow logs/", "unknown option '--folow'. Did you mean --follow? For a key that begins with '-', write oss://bucket/--folow.")]
    [InlineData("tail logs/ --folow", "unknown option '--folow'. Did you mean --follow? For a key that begins with '-', write oss://bucket/--folow.")]
    [InlineData("emulate --prot 1", "unknown option '--prot'. Did you mean --port?")]
    [InlineData("ls logs/ more/", "Unrecognized command or argument 'more/'.")]
    [InlineData("stat", "Required argument missing for command: 'stat'.")]
    [InlineData("cat /logs/a.clef", "'/logs/a.clef' is not a valid key: an object's key may not begin with '/'. Did you mean 'logs/a.clef'?")]
    [InlineData("ls oss://logs//a/", "'oss://logs//a/' is not a valid key: an object's key may not begin with '/'. Did you mean 'oss://logs/a/'?")]
    [InlineData("tail -f /", "'/' is not a valid key: an object's key may not begin with '/'. Leave it out.")]
    [InlineData("append a.txt /a.txt", "'/a.txt' is not a valid key: an object's key may not begin with '/'. Did you mean 'a.txt'?")]
    [InlineData("tail -n many logs/", "Cannot parse argument 'many' for option '--lines' as a whole number.")]
    public async Task Mistake_is_reported_in_one_sentence_with_a_suggestion(string commandLine, string sentence)
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(($"logappend: {sentence}\n", "", ExitCode.Usage), (run.Error, run.Output, run.ExitCode));
    }

    [Fact]
    public async Task Tool_shows_its_help_when_there_is_no_command()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("");

        Assert.Contains("Commands:", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _logappend logappend")]
    [InlineData("zsh", "bashcompinit")]
    [InlineData("fish", "complete -f -c logappend")]
    public async Task Each_shell_has_a_completion_script(string shell, string line)
    {
        await using var rig = await ToolRig.StartAsync();

        Assert.Contains(line, (await rig.RunAsync($"completion {shell}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_suggests_commands_and_options()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(["[suggest:13]", "logappend tai"]);

        Assert.Contains("tail", run.Output.Split('\n').Select(line => line.Trim()));
    }
}
