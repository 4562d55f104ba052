using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LogAppendSink.Cli.Commands;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using LogAppendSink.Spool;

namespace LogAppendSink.Cli;

/// <summary>The program <c>logappend</c>: its commands, and the exit codes of their exceptions.</summary>
internal static class LogAppendTool
{
    // Time between Ctrl+C and a forced exit. The default of System.CommandLine, 2 s, is too short for a last flush on a busy machine.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="tool">The environment; the caller disposes it.</param>
    /// <param name="cancellationToken">Stops the command as Ctrl+C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments, ToolEnvironment tool, CancellationToken cancellationToken)
    {
        try
        {
            return await InvokeAsync(arguments, tool, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The terminal shows ^C; without a line break the shell's prompt would follow on the same line.
            if (tool.IsErrorTerminal)
                tool.Report("");
            return ExitCode.Interrupted;
        }
        catch (IOException exception) when (StandardOutput.IsBrokenPipe(exception))
        {
            return ExitCode.OutputClosed;
        }
        catch (OssAppendOptionsException exception)
        {
            foreach (var error in exception.Errors)
                tool.Report($"logappend: {error}");
            tool.Report("Set them with options (see --help), with OSS_ENDPOINT, OSS_REGION and OSS_BUCKET, "
                + "or in appsettings.json in the current directory.");
            return ExitCode.Usage;
        }
        catch (ToolException exception)
        {
            tool.Report($"logappend: {exception.Message}");
            return exception.ExitCode;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or InvalidDataException or SpoolFormatException)
        {
            tool.Report($"logappend: {exception.Message}");
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            // Users cannot act on a stack trace, and scripts cannot handle SIGABRT.
            tool.Report(DescribeUnexpected(exception));
            return ExitCode.Internal;
        }
    }

    /// <summary>
    /// Parses arguments literally. By default System.CommandLine reads an argument that begins with
    /// <c>@</c> as the name of a response file.
    /// </summary>
    internal static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) =>
        root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>Returns one sentence for an unexpected exception.</summary>
    internal static string DescribeUnexpected(Exception exception)
    {
        var place = exception.StackTrace?.Split('\n')
            .FirstOrDefault(line => line.Contains(nameof(LogAppendSink), StringComparison.Ordinal))?.Trim().Split('(')[0];
        return $"logappend: unexpected error ({exception.GetType().Name}{(place is null ? "" : $" {place}")}): "
            + $"{exception.Message.ReplaceLineEndings(" ")} Please report it with the command line.";
    }

    private static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, ToolEnvironment tool, CancellationToken cancellationToken)
    {
        // Without a command the tool only shows its help; the exit code lets a script notice.
        var root = CreateRoot(tool);
        var parsed = Parse(root, arguments.Count == 0 ? ["--help"] : arguments);
        var configuration = new InvocationConfiguration
        {
            Output = tool.OutputText,
            Error = tool.ErrorText,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = EndLimit,
        };

        if (parsed.Action is ParseErrorAction)
        {
            foreach (var mistake in CommandLineMistake.Describe(parsed))
                tool.Report($"logappend: {mistake}");
            return ExitCode.Usage;
        }

        var code = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        return arguments.Count == 0 ? ExitCode.Usage : code;
    }

    /// <summary>All commands with their options.</summary>
    internal static RootCommand CreateRoot(ToolEnvironment tool)
    {
        var connection = new ConnectionOptions(tool);
        var root = new RootCommand("Reads, follows, checks and appends to append objects of an object store.")
        {
            // In the order in which help lists them.
            LsCommand.Create(tool, connection),
            StatCommand.Create(tool, connection),
            CatCommand.Create(tool, connection),
            TailCommand.Create(tool, connection),
            VerifyCommand.Create(tool, connection),
            AppendCommand.Create(tool, connection),
            SealCommand.Create(tool, connection),
            MetaCommand.Create(tool, connection),
            CheckCommand.Create(tool, connection),
            SpoolCommand.Create(tool, connection),
            ViewCommand.Create(tool, connection),
            EmulateCommand.Create(tool),
            CompletionCommand.Create(tool),
        };

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!); // System.CommandLine sets it.
        return root;
    }
}
