namespace LogAppendSink.Objects;

/// <summary>
/// A stream that appends to one object: what is written is gathered, and sent when more comes than <see cref="ChunkSizeBytes"/>, on
/// <see cref="FlushAsync"/> and on disposal. Write-only, from the end of the object on. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Each byte is stored once, also when a write fails and the next one goes on: what it took stays in the stream (<see cref="Position"/> says
/// up to where), and is sent first by the next write that sends, or by a flush. After a failure, disposal sends nothing more: the failure was told, and what was not flushed is lost
/// as from any stream.</para>
/// <para>The synchronous methods block the thread for as long as the store takes.</para>
/// </remarks>
public sealed class AppendObjectStream : Stream
{
    private readonly AppendObjectWriter _writer;
    private readonly bool _ownsWriter;
    private readonly byte[] _chunk;
    private int _countBytes;

    // The bytes at the beginning of the chunk that were sent and not acknowledged: those, and no more, are sent again.
    private int _sentBytes;
    private bool _hasFailed;
    private bool _isDisposed;

    /// <param name="writer">Where to.</param>
    /// <param name="ownsWriter">Whether it is disposed with the stream.</param>
    /// <param name="chunkSizeBytes">
    /// Most bytes that are gathered for a request. Default: <see cref="AppendObjectWriter.RequestSizeLimitBytes"/> (4 MiB unless set otherwise), which
    /// is also the most.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from 1 to that.</exception>
    public AppendObjectStream(AppendObjectWriter writer, bool ownsWriter = true, int? chunkSizeBytes = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ChunkSizeBytes = chunkSizeBytes ?? writer.RequestSizeLimitBytes;
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkSizeBytes, 1, nameof(chunkSizeBytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkSizeBytes, writer.RequestSizeLimitBytes, nameof(chunkSizeBytes));
        _writer = writer;
        _ownsWriter = ownsWriter;
        _chunk = new byte[ChunkSizeBytes];
    }

    /// <summary>Most bytes that are gathered for a request.</summary>
    public int ChunkSizeBytes { get; }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => !_isDisposed;

    /// <summary>Not there: an append has no length but its position. Always throws.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw new NotSupportedException();

    /// <summary>The position behind all that was written, sent or not: where the next byte goes in the object.</summary>
    /// <exception cref="NotSupportedException">On setting it: bytes go to the end alone.</exception>
    public override long Position
    {
        get => _writer.Position + _countBytes;
        set => throw new NotSupportedException("Bytes can be appended at the end of the object alone.");
    }

    /// <summary>Opens an object, and a stream at its end.</summary>
    /// <inheritdoc cref="AppendObjectWriter.OpenAsync(OssAppendOptions, string, CancellationToken)"/>
    public static async Task<AppendObjectStream> OpenAsync(OssAppendOptions options, string key, CancellationToken cancellationToken = default) =>
        new(await AppendObjectWriter.OpenAsync(options, key, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    /// <exception cref="AppendObjectException">A full chunk could not be stored. <see cref="Position"/> says how many of the bytes were taken before.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (!buffer.IsEmpty)
        {
            // Only when there is more: a write that fits fails for nothing that it could not know.
            if (_countBytes == _chunk.Length)
                await SendAsync(cancellationToken).ConfigureAwait(false);

            var taken = Math.Min(buffer.Length, _chunk.Length - _countBytes);
            buffer[..taken].CopyTo(_chunk.AsMemory(_countBytes));
            _countBytes += taken;
            buffer = buffer[taken..];
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Completes when all that was written is stored.</summary>
    /// <exception cref="AppendObjectException">It is not; <see cref="AppendObjectException.Fault"/> says why.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_countBytes > 0)
            await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be written to.");

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Bytes can be appended at the end of the object alone.");

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException("An object cannot be made shorter.");

    /// <summary>Sends what is left, unless a send has failed since the last one that did not, and closes.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;

        try
        {
            if (!_hasFailed)
                await FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _isDisposed = true;
            if (_ownsWriter)
                await _writer.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_sentBytes == 0)
            _sentBytes = _countBytes;

        _hasFailed = true;
        await _writer.AppendAsync(_chunk.AsMemory(0, _sentBytes), cancellationToken).ConfigureAwait(false);
        _hasFailed = false;

        _chunk.AsSpan(_sentBytes, _countBytes - _sentBytes).CopyTo(_chunk);
        _countBytes -= _sentBytes;
        _sentBytes = 0;
    }
}
