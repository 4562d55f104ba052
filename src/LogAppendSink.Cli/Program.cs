using LogAppendSink.Cli;
using LogAppendSink.Cli.Terminal;

try
{
    using var tool = ToolEnvironment.OfThisProcess();

    // Catches exceptions of library threads, which no caller can catch.
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
