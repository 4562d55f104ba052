using System.Text;
using LogAppendSink.Reading;

namespace LogAppendSink.Cli.Filtering;

/// <summary>Which records are wanted. The cheap conditions are tried on the bytes first; an event is read only for those that need one.</summary>
internal sealed class RecordFilter
{
    private byte[]? _searchedBytes;

    /// <summary>The least level.</summary>
    internal RecordLevel? Level { get; init; }

    /// <summary>The earliest time.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>The time before which it was.</summary>
    internal DateTimeOffset? Until { get; init; }

    /// <summary>What the record or its message contains.</summary>
    internal string? Searched { get; init; }

    /// <summary>The condition of <c>--where</c>.</summary>
    internal FilterExpression? Where { get; init; }

    /// <summary>Whether all records are wanted.</summary>
    internal bool IsEmpty => Level is null && Since is null && Until is null && Searched is null && Where is null;

    /// <summary>Whether a record is wanted. What is no CLEF record has neither level nor time nor properties, only a text to search.</summary>
    internal bool IsWanted(ReadOnlySpan<byte> record)
    {
        if (Level is { } least && !(RecordProbe.LevelOf(record) >= least))
            return false;

        if (Since is not null || Until is not null)
        {
            if (RecordProbe.TimestampOf(record) is not { } time || time < Since || time >= Until)
                return false;
        }

        var isFound = Searched is null || record.IndexOf(_searchedBytes ??= Encoding.UTF8.GetBytes(Searched)) >= 0;
        if (Where is null)
            return isFound || IsInMessage(record);
        if (!LogEvent.TryParse(record.ToArray(), out var logEvent))
            return false;
        return (isFound || IsInMessage(logEvent)) && Where.IsTrueFor(logEvent);
    }

    private bool IsInMessage(ReadOnlySpan<byte> record) => LogEvent.TryParse(record.ToArray(), out var logEvent) && IsInMessage(logEvent);

    private bool IsInMessage(LogEvent logEvent) => logEvent.RenderMessage().Contains(Searched!, StringComparison.Ordinal); // Asked where it is set.
}
