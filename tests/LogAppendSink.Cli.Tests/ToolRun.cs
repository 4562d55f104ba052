using System.Text;

namespace LogAppendSink.Cli.Tests;

/// <summary>The result of a run of the tool.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Bytes">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolRun(int ExitCode, byte[] Bytes, string Error)
{
    internal string Output => Encoding.UTF8.GetString(Bytes);
}
