using System.Text.Json;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class LsCommandTests
{
    [Fact]
    public async Task Objects_are_listed_as_they_were_written_with_totals()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/web-001.clef", "12345");
        await rig.AppendAsync("logs/web.clef", "123");

        var run = await rig.RunAsync("ls logs/");

        var lines = run.Output.Split('\n');
        Assert.Equal("", run.Error);
        Assert.StartsWith("logs/web.clef ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("logs/web-001.clef ", lines[2], StringComparison.Ordinal);
        Assert.Contains(" append ", lines[1], StringComparison.Ordinal);
        Assert.Equal("2 objects, 8 B", lines[3]);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_an_object_a_line()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123");
        await rig.AppendAsync("logs/b.clef", "12");

        var run = await rig.RunAsync("ls --json oss://logs");

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([("logs/a.clef", 3L), ("logs/b.clef", 2L)], lines.Select(line => (line.GetProperty("key").GetString()!, line.GetProperty("lengthBytes").GetInt64())));
    }

    [Fact]
    public async Task Nothing_is_no_fault()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("ls nowhere/");

        Assert.Equal(("0 objects, 0 B\n", ExitCode.Success), (run.Output, run.ExitCode));
    }
}
