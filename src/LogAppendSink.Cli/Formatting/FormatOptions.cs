using System.CommandLine;

namespace LogAppendSink.Cli.Formatting;

/// <summary>The option that selects the output format of records.</summary>
internal sealed class FormatOptions(ToolEnvironment tool)
{
    private readonly Option<OutputFormat?> _format = new("--output", "-o")
    {
        Description = "Output format: Pretty (for people), Json (as stored) or Text (plain lines) [Pretty on a terminal, else Json]",
    };

    internal void AddTo(Command command) => command.Options.Add(_format);

    internal OutputFormat FormatOf(ParseResult parsed) =>
        parsed.GetValue(_format) ?? (tool.IsOutputTerminal ? OutputFormat.Pretty : OutputFormat.Json);

    /// <summary>Whether records are written unchanged, as stored.</summary>
    internal bool IsStored(ParseResult parsed) => FormatOf(parsed) == OutputFormat.Json && !tool.IsOutputTerminal;

    internal IRecordFormatter FormatterOf(ParseResult parsed) => FormatOf(parsed) switch
    {
        OutputFormat.Json when tool.IsOutputTerminal => new EscapedFormatter(),
        OutputFormat.Json => new StoredFormatter(),
        OutputFormat.Text => new EventFormatter(isPretty: false, isColoured: false),
        _ => new EventFormatter(
            isPretty: true, isColoured: tool.Out.Profile.Capabilities.ColorSystem != Spectre.Console.ColorSystem.NoColors),
    };
}
