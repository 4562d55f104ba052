namespace LogAppendSink.Cli.Tests.Processes;

/// <summary>The kind of standard output of a command line.</summary>
public enum OutputKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A pipe without a reader from the start: at the first write, this equals a pipe that was closed early.</summary>
    ClosedPipe,

    /// <summary>A pseudo-terminal, made by <c>script</c> of util-linux.</summary>
    Terminal,
}
