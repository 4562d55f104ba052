using LogAppendSink.Cli;
using LogAppendSink.Cli.Terminal;

try
{
    using var tool = ToolEnvironment.OfThisProcess();

    // Handles exceptions thrown on library threads, where no caller can catch them.
    AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is Exception exception)
            tool.Report(LogAppendTool.DescribeUnexpected(exception));
        Environment.Exit(ExitCode.Internal);
    };
    return await LogAppendTool.RunAsync(args, tool, CancellationToken.None).ConfigureAwait(false);
}
catch (Exception exception)
{
    // ToolEnvironment could not be created, e.g. in a deleted directory.
    using var error = new StreamWriter(new MessageStream(StandardOutput.OpenOrNull(Console.OpenStandardError)));
    error.WriteLine(exception is ToolException ? $"logappend: {exception.Message}" : LogAppendTool.DescribeUnexpected(exception));
    return exception is ToolException known ? known.ExitCode : ExitCode.Internal;
}
