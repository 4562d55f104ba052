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

    /// <summary>What was met that the user should know.</summary>
    internal FilterNotes Notes => field ??= new FilterNotes(Where);

    /// <summary>Whether a record is wanted. A record without a time passes the conditions on time.</summary>
    internal bool IsWanted(ReadOnlySpan<byte> record)
    {
        DateTimeOffset? placedTime = null;
        return IsWanted(record, ref placedTime, out _);
    }

    /// <summary>
    /// Whether a record is wanted and is shown now. A line that is not CLEF has neither level nor properties, only a text to search. A blank line
    /// is wanted only if there is no condition.
    /// </summary>
    /// <param name="record">The record, without its line feed. An undated one is counted if it is shown.</param>
    /// <param name="placedTime">
    /// The time of the last record before it in its object, null where none had one; afterwards its own where it has one. A record without a
    /// time has the time of the one before it, and is wanted where no time is known.
    /// </param>
    internal bool IsShown(ReadOnlySpan<byte> record, ref DateTimeOffset? placedTime)
    {
        if (!IsWanted(record, ref placedTime, out var isUndated))
            return false;
        if (isUndated)
            Notes.ShownUndated();
        return true;
    }

    private bool IsWanted(ReadOnlySpan<byte> record, ref DateTimeOffset? placedTime, out bool isUndated)
    {
        isUndated = false;
        if (IsEmpty)
            return true;

        if (Since is not null || Until is not null)
        {
            var own = RecordProbe.TimestampOf(record);
            isUndated = own is null;
            placedTime = own ?? placedTime;
            if (placedTime is { } time && (time < Since || time >= Until))
                return false;
        }

        return !RecordText.IsBlank(record) && HasContent(record);
    }

    private bool HasContent(ReadOnlySpan<byte> record)
    {
        // The bytes first, at the speed of memory: most records that are not wanted are never parsed.
        var isFound = Searched?.IsIn(record) ?? true;
        if (!isFound && !Searched!.MayBeInMessage(record)) // Not found where it is searched.
            return false;
        if ((TraceId is not null && !MayHaveTrace(record)) || !HasLevel(record))
            return false;
        if (isFound && Where is null && TraceId is null)
            return true;
        if (!LogEvent.TryParse(record.ToArray(), out var logEvent))
            return false;
        if ((TraceId is not null && !TraceId.Equals(logEvent.TraceId, StringComparison.OrdinalIgnoreCase))
            || (!isFound && !Searched!.IsIn(logEvent.RenderMessage()))) // Not found where it is looked for.
        {
            return false;
        }

        if (Where is null)
            return true;
        Notes.Conditioned(logEvent);
        return Where.IsTrueFor(logEvent);
    }

    private bool HasLevel(ReadOnlySpan<byte> record)
    {
        if (Level is not { } least)
            return true;

        var level = RecordProbe.LevelOf(record, out var unknownName);
        if (unknownName is not null)
            Notes.JudgedUnknownLevel(unknownName);
        return level >= least;
    }

    /// <summary>An identifier is stored as it is, or with escapes by an odd writer.</summary>
    private bool MayHaveTrace(ReadOnlySpan<byte> record) =>
        (_trace ??= new SearchedText(TraceId ?? "", ignoreCase: true)).IsIn(record) || record.IndexOf("\\u"u8) >= 0;
}
