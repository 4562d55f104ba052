using System.Text;
using System.Text.Json;
using LogAppendSink.Cli.Commands;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Cli.Tests.Commands;

public class LsCommandTests
{
    [Fact]
    public async Task Objects_are_listed_in_write_order_with_totals()
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
    public async Task Json_output_has_one_object_per_line()
    {
        await using var rig = await ToolRig.StartAsync();
        await rig.AppendAsync("logs/a.clef", "123");
        await rig.AppendAsync("logs/b.clef", "12");

        var run = await rig.RunAsync("ls --json oss://logs");

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([("logs/a.clef", 3L), ("logs/b.clef", 2L)], lines.Select(line => (line.GetProperty("key").GetString()!, line.GetProperty("lengthBytes").GetInt64())));
    }

    [Fact]
    public async Task Empty_listing_succeeds()
    {
        await using var rig = await ToolRig.StartAsync();

        var run = await rig.RunAsync("ls nowhere/");

        Assert.Equal(("0 objects, 0 B\n", ExitCode.Success), (run.Output, run.ExitCode));
    }

    [Theory]
    [InlineData(90, true, true, true)]
    [InlineData(75, true, true, false)]
    [InlineData(66, true, false, false)]
    [InlineData(50, false, false, false)]
    [InlineData(20, false, false, false)]
    public void Key_column_stays_when_the_window_is_narrow(int width, bool hasTime, bool hasType, bool hasClass)
    {
        using var output = new MemoryStream();
        using var tool = new ToolEnvironment(Stream.Null, output, Stream.Null, name => name == "NO_COLOR" ? "1" : null) { IsOutputTerminal = true };
        tool.Out.Profile.Width = width;

        LsCommand.WriteTable(tool, [new ObjectEntry("logs/tea-shop/20261123/vm.clef", 4591, new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero), IsAppendObject: true) { StorageClass = "Standard" }]);

        var text = Encoding.UTF8.GetString(output.ToArray());
        var lines = text.Split('\n');
        Assert.Equal(width >= 36, text.Contains("logs/tea-shop/20261123/vm.clef", StringComparison.Ordinal));
        Assert.Contains("logs/tea-", text, StringComparison.Ordinal);
        Assert.Equal((hasTime, hasType, hasClass), (text.Contains("2026-03-01 07:00:00", StringComparison.Ordinal), text.Contains("append", StringComparison.Ordinal), text.Contains("Standard", StringComparison.Ordinal)));
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }
}
