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
    public async Task The_program_tells_its_settings_and_exit_codes()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("--help");

        Assert.Contains("OSS_ACCESS_KEY_SECRET", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 no such object", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_told_without_a_page_of_help()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("ls --bogus");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--bogus", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output.Trim());
    }

    [Theory]
    [InlineData("lss", "there is no command 'lss'. Did you mean ls?")]
    [InlineData("nonsense", "there is no command 'nonsense'. --help shows what there is.")]
    [InlineData("tail --folow logs/", "there is no option '--folow'. Did you mean --follow? A key that begins so is written oss://bucket/--folow.")]
    [InlineData("tail logs/ --folow", "there is no option '--folow'. Did you mean --follow? A key that begins so is written oss://bucket/--folow.")]
    [InlineData("emulate --prot 1", "there is no option '--prot'. Did you mean --port?")]
    [InlineData("ls logs/ more/", "Unrecognized command or argument 'more/'.")]
    [InlineData("stat", "Required argument missing for command: 'stat'.")]
    [InlineData("tail -n many logs/", "Cannot parse argument 'many' for option '--lines' as a whole number.")]
    public async Task A_mistake_is_one_sentence_with_what_to_write_instead(string commandLine, string sentence)
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(commandLine);

        Assert.Equal(($"logappend: {sentence}\n", "", ExitCode.Usage), (run.Error, run.Output, run.ExitCode));
    }

    [Fact]
    public async Task Alone_it_shows_its_help()
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
    public async Task Each_shell_has_its_completion(string shell, string line)
    {
        await using var rig = await ToolRig.StartAsync();

        Assert.Contains(line, (await rig.RunAsync($"completion {shell}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shell_is_told_what_can_follow()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync(["[suggest:13]", "logappend tai"]);

        Assert.Contains("tail", run.Output.Split('\n').Select(line => line.Trim()));
    }
}
