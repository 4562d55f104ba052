using Xunit;

namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>Assertions for every command line and kind of output.</summary>
internal static class ShellAssert
{
    /// <summary>Runs a command line against a new store and checks how it ends.</summary>
    internal static async Task EndsWellAsync(string commandLine, OutputKind kind)
    {
        await using var rig = await ShellRig.StartAsync(commandLine);

        var run = await rig.RunAsync(commandLine, kind);

        Assert.DoesNotContain("Unhandled exception", run.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected error", run.Seen, StringComparison.Ordinal);
        var code = Assert.Single(run.ExitCodes);
        Assert.True(Expected(commandLine, kind).Contains(code), $"It ended with {code}:{Environment.NewLine}{run.Seen}");
        if (kind == OutputKind.ClosedPipe)
            Assert.DoesNotContain("pipe", run.Error.Replace("cat: write error: Broken pipe", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    private static int[] Expected(string commandLine, OutputKind kind)
    {
        var follows = commandLine.StartsWith("logappend tail", StringComparison.Ordinal) && commandLine.Contains(" -f", StringComparison.Ordinal);
        var ownsOutput = !commandLine[commandLine.IndexOf("logappend", StringComparison.Ordinal)..].Contains("| ", StringComparison.Ordinal)
            && !commandLine.Contains('>', StringComparison.Ordinal) && !commandLine.Contains("<(", StringComparison.Ordinal)
            || commandLine.Contains("--where", StringComparison.Ordinal);
        if (kind != OutputKind.ClosedPipe || commandLine.Contains("> ", StringComparison.Ordinal) && !commandLine.Contains("--where", StringComparison.Ordinal))
            return follows ? [ExitCode.Interrupted] : [ExitCode.Success];

        // In a pipe with another program, the result depends on which one ends first.
        return ownsOutput || follows ? [ExitCode.OutputClosed] : [ExitCode.Success, ExitCode.OutputClosed];
    }
}
