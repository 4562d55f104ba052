using System.Text;

namespace LogAppendSink.Cli.Tests;

/// <summary>What a run of the tool has left behind.</summary>
/// <param name="ExitCode">Its answer to the shell.</param>
/// <param name="Bytes">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record ToolRun(int ExitCode, byte[] Bytes, string Error)
{
    internal string Output => Encoding.UTF8.GetString(Bytes);
}
