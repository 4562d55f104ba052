namespace LogAppendSink.Reading.Filtering;

/// <summary>Which records are wanted. The cheap conditions are tried on the bytes first; an event is read only for those that need one.</summary>
internal sealed class RecordFilter
{
    private SearchedText? _trace;

    /// <summary>The least level.</summary>
    internal RecordLevel? Level { get; init; }

    /// <summary>The earliest time.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>The time before which it was.</summary>
    internal DateTimeOffset? Until { get; init; }

    /// <summary>What the record or its message contains.</summary>
    internal SearchedText? Searched { get; init; }

    /// <summary>The trace that it belongs to, in any case of letters.</summary>
    internal string? TraceId { get; init; }

    /// <summary>The condition of <c>--where</c>.</summary>
    internal FilterExpression? Where { get; init; }

    /// <summary>Whether all records are wanted.</summary>
    internal bool IsEmpty => Level is null && Since is null && Until is null && Searched is null && TraceId is null && Where is null;

    /// <summary>Whether a record is wanted. What is no CLEF record has neither level nor time nor properties, only a text to search.</summary>
    internal bool IsWanted(ReadOnlySpan<byte> record)
    {
        // The bytes first, at the speed of memory: most records that are not wanted are never parsed.
        var isFound = Searched?.IsIn(record) ?? true;
        if (!isFound && !Searched!.MayBeInMessage(record)) // Not found where it is searched.
            return false;
        if (TraceId is not null && !MayHaveTrace(record))
            return false;

        if (Level is { } least && !(RecordProbe.LevelOf(record) >= least))
            return false;

        if (Since is not null || Until is not null)
        {
            if (RecordProbe.TimestampOf(record) is not { } time || time < Since || time >= Until)
                return false;
        }

        if (isFound && Where is null && TraceId is null)
            return true;
        if (!LogEvent.TryParse(record.ToArray(), out var logEvent))
            return false;
        return (TraceId is null || TraceId.Equals(logEvent.TraceId, StringComparison.OrdinalIgnoreCase))
            && (isFound || Searched!.IsIn(logEvent.RenderMessage())) // Not found where it is asked for.
            && Where?.IsTrueFor(logEvent) != false;
    }

    /// <summary>An identifier is stored as it is, or with escapes by an odd writer.</summary>
    private bool MayHaveTrace(ReadOnlySpan<byte> record) =>
        (_trace ??= new SearchedText(TraceId ?? "", ignoreCase: true)).IsIn(record) || record.IndexOf("\\u"u8) >= 0;
}
