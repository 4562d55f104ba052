namespace LogAppendSink.Cli;

/// <summary>Ends a command with a message and an exit code.</summary>
internal sealed class ToolException(
    string message, int exitCode = ExitCode.Failed, Exception? innerException = null) : Exception(message, innerException)
{
    internal int ExitCode { get; } = exitCode;
}
