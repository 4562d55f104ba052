namespace LogAppendSink.Reading.Decoding;

/// <summary>Hands the compressed bytes of one member to a decompressor, and knows which of them it asked for last.</summary>
/// <remarks>
/// No block goes past bytes that may be the next header, so that the end of this member is the only one that can be in the last block: the
/// next member may have the same content and end with the same bytes.
/// </remarks>
/// <param name="window">Has the bytes.</param>
/// <param name="position">The first byte after the header.</param>
/// <param name="limitPosition">No byte from there on is handed out.</param>
internal sealed class MemberFeed(StoredWindow window, long position, long limitPosition) : Stream
{
    /// <summary>What is not a member mostly shows in its first bytes: no more of it is handed out then.</summary>
    private const int FirstBlockBytes = 512;

    private int _blockBytes = FirstBlockBytes;
    private long _nextHeader = position;
    private long _searchedPosition = position;

    /// <summary>Where the block begins that was handed out last: the decompressor needed at least its first byte.</summary>
    internal long LastBlockPosition { get; private set; } = position;

    /// <summary>The position after the last byte that was handed out.</summary>
    internal long FedPosition { get; private set; } = position;

    /// <summary>Whether the decompressor asked for more than there is.</summary>
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

    /// <summary>Only what the window has already.</summary>
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
        // Searched again where the window has grown, and after a header that was reached.
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
