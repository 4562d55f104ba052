using System.Diagnostics;
using System.Text;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Cli.Tests;

/// <summary>Runs the tool as a separate process, with real standard streams and an exit code.</summary>
internal static class ToolProcess
{
    /// <summary>Runs a command line to its end; arguments are separated by spaces and contain none.</summary>
    internal static async Task<ToolRun> RunAsync(ToolRig rig, string commandLine)
    {
        var start = BuiltTool.Prepare(BuiltTool.FilePath, commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), rig);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!; // An executable always has a directory.
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WithDeadline($"'{commandLine}' to end");
        return new ToolRun(process.ExitCode, Encoding.UTF8.GetBytes(await output), await error);
    }
}
