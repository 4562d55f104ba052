using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary>The filter parameters that searches and tails share.</summary>
/// <param name="Filter">The filter, except for the time range.</param>
/// <param name="Host">The host; null for all hosts.</param>
internal sealed record EventQuery(RecordFilter Filter, string? Host)
{
    /// <summary>Longer than any filter a user types.</summary>
    private const int TextLengthMax = 4000;

    /// <exception cref="ViewerFault">A parameter is invalid.</exception>
    internal static EventQuery Read(IQueryCollection query) => new(
        new RecordFilter
        {
            Level = LevelOf(Text(query, "level")),
            Searched = Text(query, "q") is { } searched ? new SearchedText(searched, ignoreCase: true) : null,
            TraceId = Text(query, "trace"),
            Where = WhereOf(Text(query, "where")),
        },
        Text(query, "host"));

    /// <summary>Returns the text of a parameter; null if it is missing or empty.</summary>
    internal static string? Text(IQueryCollection query, string name)
    {
        var value = query[name].ToString();
        return value.Length switch
        {
            0 => null,
            > TextLengthMax => throw ViewerFault.BadParameter(
                "BadRange", name, $"{name} has {value.Length} characters; the limit is {TextLengthMax}.", "Shorten it."),
            _ => value,
        };
    }

    /// <summary>Returns a time parameter; null if it is missing.</summary>
    internal static DateTimeOffset? TimeOf(IQueryCollection query, string name, DateTimeOffset now)
    {
        if (Text(query, name) is not { } text)
            return null;
        try
        {
            return TimeText.Parse(text, now);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            throw ViewerFault.BadParameter(
                "BadTime",
                name,
                $"{name} is '{text}', which is not a time.",
                "Write e.g. 30m, 2h, 7d (ago), 2026-03-01 or 2026-03-01T07:00:00Z.");
        }
    }

    /// <summary>Returns a number parameter, which must be in a range.</summary>
    internal static int NumberOf(IQueryCollection query, string name, int standard, int least, int most)
    {
        if (Text(query, name) is not { } text)
            return standard;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw ViewerFault.BadParameter(
                "BadLimit",
                name,
                $"{name} is '{text}', which is not a number from {least} to {most}.",
                $"Give a number from {least} to {most}, or omit it for {standard}.");
    }

    private static RecordLevel? LevelOf(string? text)
    {
        if (text is null)
            return null;
        return LevelNames.TryParse(text, out var level)
            ? level
            : throw ViewerFault.BadParameter(
                "BadLevel",
                "level",
                $"level is '{text}', which is not a level.",
                "Use Verbose, Debug, Information, Warning, Error or Fatal.");
    }

    private static FilterExpression? WhereOf(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return FilterParser.Parse(text);
        }
        catch (FilterSyntaxException exception)
        {
            throw ViewerFault.BadParameter(
                "BadWhere",
                "where",
                $"where: {exception.Message}.",
                "Correct the condition at this position; an example is Elapsed > 100 and RequestPath like \"/api%\".",
                exception.Position);
        }
    }
}
