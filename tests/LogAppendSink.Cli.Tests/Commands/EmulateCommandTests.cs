using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class EmulateCommandTests
{
    [Fact]
    public async Task Emulate_prints_working_settings_and_stops_on_Ctrl_C()
    {
        await using var rig = await ToolRig.StartAsync();
        using var end = new CancellationTokenSource();
        var (output, error) = (new LineStream(), new LineStream());
        using var tool = new ToolEnvironment(new MemoryStream(), output, error, _ => null) { Directory = rig.WorkingDirectory };
        var emulation = LogAppendTool.RunAsync(["emulate", "--port", "0", "--directory", "objects", "--bucket", "video"], tool, end.Token);

        await error.LineAsync("Ctrl+C").WithDeadline("the emulator to start");
        foreach (var setting in output.Lines.Where(line => line.Contains('=', StringComparison.Ordinal)))
        {
            var pair = setting.Replace("export ", "", StringComparison.Ordinal).Replace("$env:", "", StringComparison.Ordinal).Split('=', 2);
            rig.Variables[pair[0].Trim()] = pair[1].Trim(' ', '\'');
        }

        rig.WriteFile("a.txt", "123");
        var run = await rig.RunAsync("append a.txt oss://video/a.txt");
        await end.CancelAsync();

        Assert.Equal("", run.Error);
        Assert.Equal(0, rig.Emulator.Requests.TotalCount);
        Assert.Equal(ExitCode.Success, await emulation.WithDeadline("the emulator to end"));
        Assert.True(Directory.Exists(Path.Combine(rig.WorkingDirectory, "objects")));
    }

    [Fact]
    public async Task Port_in_use_is_reported()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync($"emulate --port {rig.Emulator.Port}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"{rig.Emulator.Port}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invalid_options_are_reported_with_the_rule()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("emulate --port 0 --bucket A");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("use 3 to 63 of the characters a-z, 0-9 and '-'", run.Error, StringComparison.Ordinal);
    }
}
