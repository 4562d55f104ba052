using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Counts refusals with an unknown reason. The reason may concern one object alone, so the next object is tried; only once, because it may
/// concern all objects.
/// </summary>
internal sealed class RefusalCount
{
    /// <summary>
    /// After so many equal refusals in a row the reason counts as permanent. The pauses between them double from 200 ms, so that takes two
    /// seconds at least.
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
    /// <returns>Whether the object may be left: no other was left for a refusal since the last success.</returns>
    internal bool TryLeave()
    {
        if (_hasLeft)
            return false;

        _hasLeft = true;
        _last = null;
        return true;
    }

    /// <summary>Notes that the store has accepted an append.</summary>
    internal void Clear()
    {
        _last = null;
        _hasLeft = false;
    }
}
