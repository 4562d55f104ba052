using Spectre.Console;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Creates consoles for a terminal or for a pipe.</summary>
internal static class ConsoleFactory
{
    // Wide enough that lines in a pipe are never wrapped or cut.
    private const int RedirectedWidth = 100_000;

    /// <param name="writer">The destination.</param>
    /// <param name="isTerminal">Whether the destination is a terminal.</param>
    /// <param name="variables">Looks up environment variables; <c>NO_COLOR</c> (no-color.org) and <c>TERM=dumb</c> turn colours off.
    /// </param>
    internal static IAnsiConsole Create(TextWriter writer, bool isTerminal, Func<string, string?> variables)
    {
        var isPlain = !isTerminal || variables("NO_COLOR") is { Length: > 0 } || variables("TERM") == "dumb";
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal && variables("TERM") != "dumb" ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Standard,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
