using System.Buffers;
using System.Net;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Sends a sequence of bytes without a copy, with a known length. Records whether the handler has read the bytes: a request whose body was
/// not read, and can no longer be read, was not applied. This holds whatever exception the handler throws.
/// </summary>
internal sealed class AppendContent(ReadOnlySequence<byte> bytes) : HttpContent
{
    private const int Untouched = 0;
    private const int Begun = 1;
    private const int Closed = 2;

    private readonly long _lengthBytes = bytes.Length;

    // Null after it is closed: a handler that never completes a request keeps its content, which must not keep a batch alive.
    private Memory? _memory = new(bytes);
    private int _state;

    internal bool IsEmpty => _lengthBytes == 0;

    /// <summary>Closes the content permanently, also for a handler that continues in the background after it has returned.</summary>
    /// <returns>Whether the bytes were never read. Then they were not sent, and cannot be sent later.</returns>
    internal bool CloseUnsent()
    {
        var isUnsent = Interlocked.Exchange(ref _state, Closed) == Untouched;
        Volatile.Write(ref _memory, null);
        return isUnsent;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _lengthBytes;
        return true;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var stretch in Begin())
        {
            ThrowIfClosed();
            stream.Write(stretch.Span);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var stretch in Begin())
        {
            ThrowIfClosed();
            await stream.WriteAsync(stretch, cancellationToken).ConfigureAwait(false);
        }
    }

    private ReadOnlySequence<byte> Begin()
    {
        var memory = Volatile.Read(ref _memory);
        return memory is not null && Interlocked.CompareExchange(ref _state, Begun, Untouched) != Closed ? memory.Bytes : throw Abandoned();
    }

    /// <summary>Once the content is closed, its memory may hold another batch.</summary>
    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _state) == Closed)
            throw Abandoned();
    }

    /// <summary>A sequence consists of several words, so a lock protects each read and write.</summary>
    private sealed class Memory(ReadOnlySequence<byte> bytes)
    {
        internal ReadOnlySequence<byte> Bytes { get; } = bytes;
    }

    private static ObjectDisposedException Abandoned() =>
        new(nameof(AppendContent), "The request was abandoned, so its body is no longer sent.");
}
