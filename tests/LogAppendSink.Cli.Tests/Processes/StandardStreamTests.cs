using System.Text.Json;
using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>Standard streams that are closed, full or disposed, and arguments with a special meaning for the parser.</summary>
public class StandardStreamTests
{
    [UnixTheory("bash")]
    [InlineData("logappend ls --json logs/", 3)]
    [InlineData("logappend ls --json nothing/", 0)]
    public async Task Json_listing_exits_with_0_and_holds_one_object_a_line(string commandLine, int lines)
    {
        await using var rig = await ShellRig.StartAsync(commandLine);
        await rig.RunAsync("logappend append film.ts logs/third.ts", OutputKind.File);
        File.Delete(rig.PathOf("codes"));

        var run = await rig.RunAsync(commandLine, OutputKind.File);

        Assert.Equal(("", ExitCode.Success), (run.Error, Assert.Single(run.ExitCodes)));
        var objects = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines, objects.Length);
        Assert.All(objects, line => Assert.StartsWith("logs/", JsonDocument.Parse(line).RootElement.GetProperty("key").GetString(), StringComparison.Ordinal));
    }

    [UnixTheory("bash")]
    [InlineData("logappend ls --json logs/ | head -n 1")]
    [InlineData("logappend cat logs/ | head -n 1")]
    [InlineData("logappend tail -f logs/shop/ | head -n 1")]
    [InlineData("logappend tail -f logs/shop/ | grep -q slow")]
    [InlineData("logappend tail -f logs/shop/ 2>&1 | head -n 1")]
    [InlineData("logappend verify logs/shop/ | grep -q ok")]
    public async Task Tool_ends_without_an_error_when_the_reader_stops_early(string commandLine)
    {
        await using var rig = await ShellRig.StartAsync(commandLine);

        var run = await rig.RunAsync(commandLine, OutputKind.File, mayEndByItself: true);

        Assert.Equal("", run.Error);
        Assert.Contains(Assert.Single(run.ExitCodes), new[] { ExitCode.Success, ExitCode.OutputClosed });
    }

    [UnixTheory("bash")]
    [InlineData("logappend stat missing 2>&-", ExitCode.NotFound)]
    [InlineData("logappend stat missing 2>/dev/full", ExitCode.NotFound)]
    [InlineData("mkfifo gone; exec 3<>gone 2>gone 3>&-; logappend stat missing", ExitCode.NotFound)]
    [InlineData("mkfifo gone; exec 3<>gone 2>gone 3>&-; logappend lss", ExitCode.Usage)]
    [InlineData("logappend lss 2>&-", ExitCode.Usage)]
    [InlineData("logappend tail --since NaNd logs/", ExitCode.Usage)]
    [InlineData("logappend ls logs/ <&-", ExitCode.Success)]
    [InlineData("logappend ls logs/ >&-", ExitCode.Failed)]
    [InlineData("logappend ls logs/ >/dev/full", ExitCode.Failed)]
    [InlineData("logappend ls --json logs/ >/dev/full", ExitCode.Failed)]
    [InlineData("mkdir gone; cd gone; rmdir ../gone; logappend ls", ExitCode.Failed)]
    public async Task Exit_code_is_the_commands_when_a_stream_the_directory_or_an_argument_is_unusable(string commandLine, int exitCode)
    {
        await using var rig = await ShellRig.StartAsync(commandLine);

        var run = await rig.RunAsync(commandLine, OutputKind.File);

        Assert.Equal(exitCode, Assert.Single(run.ExitCodes));
        Assert.DoesNotContain("   at ", run.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected error", run.Seen, StringComparison.Ordinal);
    }

    [UnixTheory("bash")]
    [InlineData("""logappend cat logs/shop/ --where "@l >= 'Warning'" """, ExitCode.Success, "\"Number\":1")]
    [InlineData("logappend cat logs/shop/ --grep @mt", ExitCode.Success, "\"Number\":1")]
    [InlineData("logappend stat @missing", ExitCode.NotFound, "object '@missing' does not exist.")]
    [InlineData("logappend append film.ts @film.ts --meta at=@x", ExitCode.Success, "@film.ts: 15 bytes appended")]
    [InlineData("logappend @ls", ExitCode.Usage, "unknown command '@ls'.")]
    public async Task Argument_is_literal_when_it_begins_with_an_at_sign(string commandLine, int exitCode, string seen)
    {
        await using var rig = await ShellRig.StartAsync(commandLine);

        var run = await rig.RunAsync(commandLine, OutputKind.File);

        Assert.Contains(seen, run.Seen, StringComparison.Ordinal);
        Assert.Equal(exitCode, Assert.Single(run.ExitCodes));
    }
}
