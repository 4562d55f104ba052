namespace LogAppendSink.Reading.Decoding;

/// <summary>Hands the compressed bytes of one member to a decompressor, and knows which of them it asked for last.</summary>
/// <param name="window">Has the bytes.</param>
/// <param name="position">The first byte after the header.</param>
/// <param name="limitPosition">No byte from there on is handed out.</param>
internal sealed class MemberFeed(StoredWindow window, long position, long limitPosition) : Stream
{
    /// <summary>What is not a member mostly shows in its first bytes: no more of it is handed out then.</summary>
    private const int FirstBlockBytes = 512;

    private int _blockBytes = FirstBlockBytes;

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

        window.Between(FedPosition, FedPosition + count).Span.CopyTo(buffer);
        LastBlockPosition = FedPosition;
        FedPosition += count;
        _blockBytes = Math.Min(2 * _blockBytes, int.MaxValue / 2);
        return count;
    }
}
