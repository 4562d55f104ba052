namespace LogAppendSink.Reading.Decoding;

/// <summary>Feeds the compressed bytes of one member to a decompressor and remembers the last block it requested.</summary>
/// <remarks>
/// No block extends past bytes that may be the next header. Otherwise the last block could contain the ends of two members with the same
/// content, and the end of this one would be ambiguous.
/// </remarks>
/// <param name="window">Provides the bytes.</param>
/// <param name="position">The first byte after the header.</param>
/// <param name="limitPosition">Bytes from this position on are not fed.</param>
internal sealed class MemberFeed(StoredWindow window, long position, long limitPosition) : Stream
{
    /// <summary>False members usually fail within their first bytes, so the first block is small.</summary>
    private const int FirstBlockBytes = 512;

    private int _blockBytes = FirstBlockBytes;
    private long _nextHeader = position;
    private long _searchedPosition = position;

    /// <summary>The start of the last block. The decompressor needed at least its first byte.</summary>
    internal long LastBlockPosition { get; private set; } = position;

    /// <summary>The position after the last fed byte.</summary>
    internal long FedPosition { get; private set; } = position;

    /// <summary>Whether the decompressor requested more bytes than there are.</summary>
    internal bool IsDry { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (FedPosition < limitPosition)
            await window.EnsureAsync(FedPosition, 1, cancellationToken).ConfigureAwait(false);
        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads only what the window already holds.</summary>
    public override int Read(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(buffer.Length, _blockBytes), Math.Min(window.End, limitPosition) - FedPosition);
        if (count <= 0)
        {
            IsDry = true;
            return 0;
        }

        count = (int)Math.Min(count, BytesBeforeHeader());
        window.Between(FedPosition, FedPosition + count).Span.CopyTo(buffer);
        LastBlockPosition = FedPosition;
        FedPosition += count;
        _blockBytes = Math.Min(2 * _blockBytes, int.MaxValue / 2);
        return count;
    }

    private long BytesBeforeHeader()
    {
        // Search again after the window has grown or a header was reached.
        if (_nextHeader <= FedPosition || (_nextHeader == long.MaxValue && _searchedPosition < window.End))
        {
            var from = Math.Max(FedPosition + 1, _nextHeader == long.MaxValue ? _searchedPosition - GzipHeader.MagicBytes : 0);
            var found = from < window.End ? window.From(from).Span.IndexOf(GzipHeader.Magic) : -1;
            _nextHeader = found < 0 ? long.MaxValue : from + found;
            _searchedPosition = window.End;
        }

        return _nextHeader - FedPosition;
    }
}
