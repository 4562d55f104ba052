using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Counts refusals whose reason is unknown: they may concern one object alone, so the next one is tried; once, because they may as well
/// concern all of them.
/// </summary>
internal sealed class RefusalCount
{
    /// <summary>
    /// After so many alike, with pauses that double from 200 ms, the reason is taken for one that lasts: two seconds at least.
    /// </summary>
    internal const int AlikeMax = 5;

    private (int Status, string Code)? _last;
    private int _alike;
    private bool _hasLeft;

    /// <summary>Counts a refusal.</summary>
    /// <returns>Whether it is time to try another object.</returns>
    internal bool Add(StoreError error)
    {
        if (error is not { Kind: StoreErrorKind.Refused, HttpStatus: { } status, Code: { } code })
        {
            _last = null;
            return false;
        }

        _alike = _last == (status, code) ? _alike + 1 : 1;
        _last = (status, code);
        return _alike >= AlikeMax && !_hasLeft;
    }

    /// <summary>Notes that an object is left because of a refusal.</summary>
    /// <returns>Whether that may be: no other was left so since the last success.</returns>
    internal bool TryLeave()
    {
        if (_hasLeft)
            return false;

        _hasLeft = true;
        _last = null;
        return true;
    }

    /// <summary>The store has taken an append.</summary>
    internal void Clear()
    {
        _last = null;
        _hasLeft = false;
    }
}
