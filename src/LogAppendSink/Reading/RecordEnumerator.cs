namespace LogAppendSink.Reading;

/// <summary>Enumerates lines.</summary>
public ref struct RecordEnumerator
{
    private ReadOnlySpan<byte> _rest;

    internal RecordEnumerator(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes;
        Current = default;
    }

    /// <summary>The current line, without its line feed.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Advances to the next line.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;

        var end = _rest.IndexOf((byte)'\n');
        Current = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }
}
