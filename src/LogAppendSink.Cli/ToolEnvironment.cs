using System.Text;
using LogAppendSink.Cli.Terminal;
using Spectre.Console;

namespace LogAppendSink.Cli;

/// <summary>
/// The environment of a command: streams, variables, directory, clock. It is passed in, so that a test can run the tool in its own process.
/// </summary>
internal sealed class ToolEnvironment : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StreamWriter _outputText;
    private readonly StreamWriter _errorText;

    internal ToolEnvironment(Stream input, Stream output, Stream error, Func<string, string?> variables)
    {
        Input = input;
        Output = new UnclosedStream(output);
        Variables = variables;
        _outputText = new StreamWriter(Output, Utf8, leaveOpen: true) { AutoFlush = true };
        _errorText = new StreamWriter(new MessageStream(error), Utf8, leaveOpen: true) { AutoFlush = true };
    }

    /// <summary>Standard input.</summary>
    internal Stream Input { get; }

    /// <summary>
    /// Standard output as bytes. Log content goes here, never through <see cref="Out"/>. Disposing it leaves the stream open.
    /// </summary>
    internal Stream Output { get; }

    /// <summary>Standard output as text without markup.</summary>
    internal TextWriter OutputText => _outputText;

    /// <summary>Standard error as text. Text that cannot be written is dropped.</summary>
    internal TextWriter ErrorText => _errorText;

    /// <summary>Environment variables.</summary>
    internal Func<string, string?> Variables { get; }

    /// <summary>The base of relative paths.</summary>
    internal string Directory { get; init; } = CurrentDirectory();

    /// <summary>The home directory, where profile files are; empty if unknown.</summary>
    internal string Home { get; init; } = "";

    /// <summary>The clock.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether standard output is a terminal: enables colours and tables as wide as the window.</summary>
    internal bool IsOutputTerminal { get; init; }

    /// <summary>Completes when the reader of standard output has closed it. Started once, by the command that waits for it.</summary>
    internal Func<Task> WhenReaderGone { get; init; } = static () => new TaskCompletionSource().Task;

    /// <summary>Whether standard error is a terminal: enables colours and progress.</summary>
    internal bool IsErrorTerminal { get; init; }

    /// <summary>Standard output with markup. When redirected, it has no colours and wraps no lines.</summary>
    internal IAnsiConsole Out => field ??= ConsoleFactory.Create(_outputText, IsOutputTerminal, Variables);

    /// <summary>Standard error with markup: messages, progress.</summary>
    internal IAnsiConsole Error => field ??= ConsoleFactory.Create(_errorText, IsErrorTerminal, Variables);

    /// <exception cref="ToolException">The current directory was deleted or cannot be read.</exception>
    internal static ToolEnvironment OfThisProcess() => new(
        StandardOutput.OpenOrNull(Console.OpenStandardInput),
        StandardOutput.Open(),
        StandardOutput.OpenOrNull(Console.OpenStandardError),
        Environment.GetEnvironmentVariable)
    {
        Home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        WhenReaderGone = OutputReader.WhenGone,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
    };

    /// <summary>Writes a line for people to standard error.</summary>
    internal void Report(string message) => _errorText.WriteLine(ShownText.OfLines(message));

    /// <summary>Runs a command that may wait indefinitely, until the reader of standard output has closed it.</summary>
    /// <exception cref="IOException">The reader has closed it; the same exception as a write to it would throw.</exception>
    internal async Task WhileReadAsync(Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = run(end.Token);
        var gone = WhenReaderGone();
        if (await Task.WhenAny(running, gone).ConfigureAwait(false) == running)
        {
            await running.ConfigureAwait(false);
            return;
        }

        await end.CancelAsync().ConfigureAwait(false);
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Cancelled by the line above.
        }

        throw StandardOutput.BrokenPipeError();
    }

    private static string CurrentDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException("the current directory was deleted or cannot be read; "
                + "change to another directory.", ExitCode.Failed, exception);
        }
    }

    public void Dispose()
    {
        _outputText.Dispose();
        _errorText.Dispose();
    }
}
