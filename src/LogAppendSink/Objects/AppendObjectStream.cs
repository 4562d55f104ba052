namespace LogAppendSink.Objects;

/// <summary>
/// A stream that appends to one object. Written bytes are buffered, and sent when they exceed <see cref="ChunkSizeBytes"/>, on <see
/// cref="FlushAsync"/> and on disposal. Write-only, starts at the end of the object. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Each byte is stored once, even if a write fails and is repeated. If a write fails, the bytes before <see
/// cref="Position"/> stay in the stream; the next write or flush sends them first. After a failure, disposal sends nothing: unflushed bytes
/// are lost, as with any stream.</para>
/// <para>The synchronous methods block the thread until the store responds.</para>
/// </remarks>
public sealed class AppendObjectStream : Stream
{
    private readonly AppendObjectWriter _writer;
    private readonly bool _ownsWriter;
    private readonly byte[] _chunk;
    private int _countBytes;

    // The number of bytes at the start of the chunk that were sent but not acknowledged. A retry resends exactly these.
    private int _sentBytes;
    private bool _hasFailed;
    private bool _isDisposed;

    /// <param name="writer">The writer of the object.</param>
    /// <param name="ownsWriter">Whether to dispose the writer with the stream.</param>
    /// <param name="chunkSizeBytes">
    /// The most bytes buffered for one request. Default and maximum: <see cref="AppendObjectWriter.RequestSizeLimitBytes"/> (4 MiB unless
    /// set otherwise).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1 or above the maximum.</exception>
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

    /// <summary>The most bytes buffered for one request.</summary>
    public int ChunkSizeBytes { get; }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => !_isDisposed;

    /// <summary>Not supported. Always throws.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override long Length => throw new NotSupportedException();

    /// <summary>The position in the object at which the next byte is written. It includes written bytes that are not yet sent.</summary>
    /// <exception cref="NotSupportedException">The position was set; bytes go only to the end.</exception>
    public override long Position
    {
        get => _writer.Position + _countBytes;
        set => throw new NotSupportedException("The position cannot be set: bytes can only be appended at the end of the object.");
    }

    /// <summary>Opens an object and returns a stream at its end.</summary>
    /// <inheritdoc cref="AppendObjectWriter.OpenAsync(OssAppendOptions, string, CancellationToken)"/>
    public static async Task<AppendObjectStream> OpenAsync(
        OssAppendOptions options, string key, CancellationToken cancellationToken = default) =>
        new(await AppendObjectWriter.OpenAsync(options, key, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    /// <exception cref="AppendObjectException">A full chunk could not be stored. <see cref="Position"/> shows how many bytes were accepted
    /// before.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (!buffer.IsEmpty)
        {
            // Send only if there are more bytes: a write that fits must not fail because of the store.
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
    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Completes when all written bytes are stored.</summary>
    /// <exception cref="AppendObjectException">The bytes could not be stored; <see cref="AppendObjectException.Fault"/> has the
    /// reason.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_countBytes > 0)
            await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is write-only.");

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("The stream cannot seek: bytes can only be appended at the end of the object.");

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException("An object cannot be truncated.");

    /// <summary>Sends the remaining bytes, unless the last send failed, and closes the stream.</summary>
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
