using System.CommandLine;
using System.CommandLine.Parsing;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;

namespace LogAppendSink.Cli.Filtering;

/// <summary>The options that filter records.</summary>
internal sealed class FilterOptions(ToolEnvironment tool)
{
    private readonly Option<RecordLevel?> _level = new("--level", "-l")
    {
        Description = "Only events at this level or above: Verbose, Debug, Information, Warning, Error, Fatal, or an alias, e.g. crit",
        HelpName = "level",
        CustomParser = argument => Parsed<RecordLevel?>(argument, text => LevelNames.TryParse(text, out var level)
            ? level
            : throw new FormatException($"unknown level '{text}'; use Verbose, Debug, Information, Warning, Error or Fatal.")),
    };

    private readonly Option<DateTimeOffset?> _since = new("--since")
    {
        Description = "Only events since a time: 90s, 30m, 2h, 7d or 1w ago, 2026-03-01, or 2026-03-01T07:00 (UTC)",
        HelpName = "time",
        CustomParser = argument => Parsed<DateTimeOffset?>(argument, text => TimeText.Parse(text, tool.Time.GetUtcNow())),
    };

    private readonly Option<DateTimeOffset?> _until = new("--until")
    {
        Description = "Only events before a time, in the same forms",
        HelpName = "time",
        CustomParser = argument => Parsed<DateTimeOffset?>(argument, text => TimeText.Parse(text, tool.Time.GetUtcNow())),
    };

    private readonly Option<FilterExpression?> _where = new("--where", "-w")
    {
        Description = "Only events that match this condition, e.g. 'Elapsed > 100 and RequestPath like \"/api%\"'",
        HelpName = "condition",
        CustomParser = argument => Parsed<FilterExpression?>(argument, FilterParser.Parse),
    };

    private readonly Option<string?> _grep = new("--grep", "-g")
    {
        Description = "Only records that contain this text, as stored or in the rendered message",
        HelpName = "text",
    };

    internal void AddTo(Command command)
    {
        _level.CompletionSources.Add("Verbose", "Debug", "Information", "Warning", "Error", "Fatal");
        foreach (var option in new Option[] { _level, _since, _until, _where, _grep })
            command.Options.Add(option);
    }

    internal RecordFilter FilterOf(ParseResult parsed) => new()
    {
        Level = parsed.GetValue(_level),
        Since = parsed.GetValue(_since),
        Until = parsed.GetValue(_until),
        Where = parsed.GetValue(_where),
        Searched = parsed.GetValue(_grep) is { } text ? new SearchedText(text, ignoreCase: false) : null,
    };

    private static T? Parsed<T>(ArgumentResult argument, Func<string, T> parse)
    {
        try
        {
            return parse(argument.Tokens[0].Value);
        }
        catch (FormatException exception)
        {
            argument.AddError($"{(argument.Parent as OptionResult)?.Option.Name}: {exception.Message}");
            return default;
        }
    }
}
