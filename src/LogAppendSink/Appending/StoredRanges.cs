namespace LogAppendSink.Appending;

/// <summary>Which bytes of an object the writers of one process have stored, for each owner. Adjacent ranges are kept as one.</summary>
internal sealed class StoredRanges
{
    /// <summary>
    /// The most ranges that are kept; the oldest is forgotten first. There are so many only where many writers share an object.
    /// </summary>
    internal const int RangesMax = 256;

    private readonly List<(object Owner, long Start, long End)> _ranges = [];

    /// <summary>Adds a range.</summary>
    /// <param name="owner">What its events come from.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="end">The byte after its last.</param>
    internal void Add(object owner, long start, long end)
    {
        // A position is taken once. What was stored there before was in an object that is gone.
        _ranges.RemoveAll(range => range.Start < end && range.End > start);
        if (_ranges is [.., var last] && last.End == start && last.Owner.Equals(owner))
            _ranges[^1] = last with { End = end };
        else
            _ranges.Add((owner, start, end));
        if (_ranges.Count > RangesMax)
            _ranges.RemoveAt(0);
    }

    /// <summary>Whether another owner has stored any byte of a range.</summary>
    internal bool IsAnyOfOthers(object owner, long start, long end) =>
        _ranges.Exists(range => range.Start < end && range.End > start && !range.Owner.Equals(owner));

    /// <summary>Gives what one owner has stored to another one, within a range.</summary>
    internal void Move(object from, object to, long start, long end)
    {
        for (var index = _ranges.Count - 1; index >= 0; index--)
        {
            var range = _ranges[index];
            if (!range.Owner.Equals(from) || range.Start >= end || range.End <= start)
                continue;

            _ranges.RemoveAt(index);
            if (range.End > end)
                _ranges.Insert(index, range with { Start = end });
            _ranges.Insert(index, (to, Math.Max(start, range.Start), Math.Min(end, range.End)));
            if (range.Start < start)
                _ranges.Insert(index, range with { End = start });
        }
    }

    /// <summary>Whether any byte behind a length was stored.</summary>
    internal bool IsAnyBehind(long lengthBytes) => _ranges.Exists(range => range.End > lengthBytes);

    /// <summary>The object ends there: what was stored behind it was in an object that is gone.</summary>
    internal void ForgetBehind(long lengthBytes)
    {
        for (var index = _ranges.Count - 1; index >= 0; index--)
        {
            var range = _ranges[index];
            if (range.Start >= lengthBytes)
                _ranges.RemoveAt(index);
            else if (range.End > lengthBytes)
                _ranges[index] = range with { End = lengthBytes };
        }
    }
}
