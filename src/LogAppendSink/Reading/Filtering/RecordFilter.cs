namespace LogAppendSink.Reading.Filtering;

/// <summary>
/// Decides which records are wanted. Cheap conditions are checked on the bytes first; the event is parsed only if needed.
/// </summary>
internal sealed class RecordFilter
{
    private SearchedText? _trace;

    /// <summary>The lowest level wanted.</summary>
    internal RecordLevel? Level { get; init; }

    /// <summary>The earliest time wanted.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>The end of the time range, exclusive.</summary>
    internal DateTimeOffset? Until { get; init; }

    /// <summary>The text that the record or its message must contain.</summary>
    internal SearchedText? Searched { get; init; }

    /// <summary>The trace id, case-insensitive.</summary>
    internal string? TraceId { get; init; }

    /// <summary>The condition of <c>--where</c>.</summary>
    internal FilterExpression? Where { get; init; }

    /// <summary>Whether all records are wanted.</summary>
    internal bool IsEmpty => Level is null && Since is null && Until is null && Searched is null && TraceId is null && Where is null;

    /// <summary>Notes for the user about the filtered records.</summary>
    internal FilterNotes Notes => field ??= new FilterNotes(Where);

    /// <summary>Whether a record is wanted. A record without a time passes the time conditions.</summary>
    internal bool IsWanted(ReadOnlySpan<byte> record)
    {
        DateTimeOffset? placedTime = null;
        return IsWanted(record, ref placedTime, out _);
    }

    /// <summary>
    /// Whether a record is wanted, for a caller that then shows it. A line that is not CLEF has no level or properties, only text to
    /// search. A blank line is wanted only if the filter is empty.
    /// </summary>
    /// <param name="record">The record, without its line feed. An undated record that is shown is noted.</param>
    /// <param name="placedTime">
    /// The time of the last dated record before it in the object, or null; updated with the record's own time. An undated record is treated
    /// as having that time, and is wanted if no time is known.
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
        // Check the bytes first: most unwanted records are never parsed.
        var isFound = Searched?.IsIn(record) ?? true;
        if (!isFound && !Searched!.MayBeInMessage(record)) // Checked non-null by !isFound.
            return false;
        if ((TraceId is not null && !MayHaveTrace(record)) || !HasLevel(record))
            return false;
        if (isFound && Where is null && TraceId is null)
            return true;
        if (!LogEvent.TryParse(record.ToArray(), out var logEvent))
            return false;
        if ((TraceId is not null && !TraceId.Equals(logEvent.TraceId, StringComparison.OrdinalIgnoreCase))
            || (!isFound && !Searched!.IsIn(logEvent.RenderMessage()))) // Checked non-null by !isFound.
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

    /// <summary>An unusual writer may store the id with escapes.</summary>
    private bool MayHaveTrace(ReadOnlySpan<byte> record) =>
        (_trace ??= new SearchedText(TraceId ?? "", ignoreCase: true)).IsIn(record) || record.IndexOf("\\u"u8) >= 0;
}
