namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>The result of a shell line.</summary>
/// <param name="ExitCodes">The exit codes of all runs of the tool in the line.</param>
/// <param name="Output">Standard output; on a terminal, also standard error.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ShellRun(IReadOnlyList<int> ExitCodes, string Output, string Error)
{
    /// <summary>Everything that a user sees.</summary>
    internal string Seen => Output + Error;
}
