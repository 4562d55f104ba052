namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// The range of stored bytes that a decoder works on. It grows at the end as chunks arrive, and is discarded from the start.
/// </summary>
/// <param name="source">Provides the bytes.</param>
/// <param name="position">The position of the first byte in the object.</param>
internal sealed class StoredWindow(IChunkSource source, long position)
{
    private byte[] _own = [];
    private ReadOnlyMemory<byte> _bytes;
    private int _ownStart;
    private bool _isOwn;

    /// <summary>The position of the first byte of the window.</summary>
    internal long Start { get; private set; } = position;

    /// <summary>The position after the last byte of the window.</summary>
    internal long End => Start + _bytes.Length;

    /// <summary>Whether the source has ended.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Returns the bytes from a position on.</summary>
    internal ReadOnlyMemory<byte> From(long position) => _bytes[(int)(position - Start)..];

    /// <summary>Returns the bytes between two positions.</summary>
    internal ReadOnlyMemory<byte> Between(long from, long to) => _bytes[(int)(from - Start)..(int)(to - Start)];

    /// <summary>Discards the bytes before a position.</summary>
    internal void Discard(long before)
    {
        if (before <= Start)
            return;
        _ownStart += (int)(before - Start);
        _bytes = From(before);
        Start = before;
    }

    /// <summary>Reads until <paramref name="count"/> bytes follow a position or the object ends.</summary>
    /// <returns>The number of bytes that follow, at most <paramref name="count"/>.</returns>
    internal async ValueTask<int> EnsureAsync(long from, int count, CancellationToken cancellationToken)
    {
        while (End - from < count && await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            // FillAsync does the work.
        }

        return (int)Math.Min(count, End - from);
    }

    /// <summary>Adds the next chunk. Returns false at the end.</summary>
    internal async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (IsComplete)
            return false;

        // A chunk is valid only until the next request, so copy what is left of it first.
        if (!_isOwn && !_bytes.IsEmpty)
            MoveTo(_own.Length >= _bytes.Length ? _own : new byte[_bytes.Length]);
        var chunk = await source.NextAsync(cancellationToken).ConfigureAwait(false);
        if (chunk.IsEmpty)
        {
            IsComplete = true;
            return false;
        }

        if (_bytes.IsEmpty)
            (_bytes, _isOwn) = (chunk, false);
        else
            Append(chunk.Span);
        return true;
    }

    private void Append(ReadOnlySpan<byte> chunk)
    {
        var count = _bytes.Length + chunk.Length;
        if (_ownStart + count > _own.Length)
            MoveTo(_own.Length >= count ? _own : new byte[Math.Max(count, (int)Math.Min(2L * _own.Length, Array.MaxLength))]);
        chunk.CopyTo(_own.AsSpan(_ownStart + _bytes.Length));
        _bytes = _own.AsMemory(_ownStart, count);
    }

    private void MoveTo(byte[] buffer)
    {
        _bytes.CopyTo(buffer);
        (_own, _ownStart, _bytes, _isOwn) = (buffer, 0, buffer.AsMemory(0, _bytes.Length), true);
    }
}
