namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>What the standard output of a command line is.</summary>
public enum OutputKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A pipe that has no reader from the start, which is what a pipe closed early is at the first write.</summary>
    ClosedPipe,

    /// <summary>A pseudo-terminal, made by <c>script</c> of util-linux.</summary>
    Terminal,
}
