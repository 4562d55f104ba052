using System.CommandLine;
using System.CommandLine.Parsing;

namespace LogAppendSink.Cli;

/// <summary>Describes the mistake in a command line, with a suggestion. The parser itself reports one mistake in three sentences.</summary>
internal static class CommandLineMistake
{
    /// <summary>The largest edit distance for a suggestion.</summary>
    private const int EditsMax = 2;

    /// <summary>Returns one sentence for each mistake.</summary>
    internal static IReadOnlyList<string> Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;

        // After an unknown option the parser misplaces the following arguments, so only the option is reported.
        if (parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && IsLikeOption(token.Value)) is { } option
            && parsed.Errors.Any(error => error.Message.Contains(option.Value, StringComparison.Ordinal)))
        {
            var asKey = command.Arguments.Count > 0 ? $" For a key that begins with '-', write oss://bucket/{option.Value}." : "";
            return [$"unknown option '{option.Value}'.{Instead(option.Value, OptionsOf(parsed.CommandResult))}{asKey}"];
        }

        if (command.Subcommands.Count > 0 && command.Arguments.Count == 0 && parsed.UnmatchedTokens.Count > 0)
            return [$"unknown command '{parsed.UnmatchedTokens[0]}'."
                + Instead(parsed.UnmatchedTokens[0], command.Subcommands.Select(sub => sub.Name))];

        return [.. parsed.Errors
            .Select(error => error.Message.Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal))
            .Distinct()];
    }

    private static bool IsLikeOption(string text) => text.Length > 1 && text[0] == '-' && !char.IsAsciiDigit(text[1]);

    private static IEnumerable<string> OptionsOf(CommandResult command) =>
        command.Command.Options
            .SelectMany(option => option.Aliases.Append(option.Name))
            .Where(name => name.StartsWith("--", StringComparison.Ordinal));

    private static string Instead(string written, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Edits: UnknownSetting.Edits(written, name)))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Edits <= EditsMax ? $" Did you mean {nearest.Name}?" : " Run with --help for a list.";
    }
}
