namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>What a line of a shell has left behind.</summary>
/// <param name="ExitCodes">Of each run of the tool in it.</param>
/// <param name="Output">Standard output; of a terminal, standard error too.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ShellRun(IReadOnlyList<int> ExitCodes, string Output, string Error)
{
    /// <summary>All that a user sees.</summary>
    internal string Seen => Output + Error;
}
