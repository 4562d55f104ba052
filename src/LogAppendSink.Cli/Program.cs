using LogAppendSink.Cli;

using var tool = ToolEnvironment.OfThisProcess();
return await LogAppendTool.RunAsync(args, tool, CancellationToken.None).ConfigureAwait(false);
