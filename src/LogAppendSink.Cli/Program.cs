using LogAppendSink.Cli;
using LogAppendSink.Cli.Terminal;

try
{
    using var tool = ToolEnvironment.OfThisProcess();

    // On a thread of a library, where no caller can catch it.
    AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is Exception exception)
            tool.Tell(LogAppendTool.DescribeUnexpected(exception));
        Environment.Exit(ExitCode.Internal);
    };
    return await LogAppendTool.RunAsync(args, tool, CancellationToken.None).ConfigureAwait(false);
}
catch (Exception exception)
{
    // Before there is an environment, e.g. in a directory that was deleted.
    using var error = new StreamWriter(new MessageStream(StandardOutput.OpenOrNull(Console.OpenStandardError)));
    error.WriteLine(exception is ToolException ? $"logappend: {exception.Message}" : LogAppendTool.DescribeUnexpected(exception));
    return exception is ToolException known ? known.ExitCode : ExitCode.Internal;
}
