using System.Buffers;
using System.Net;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Sends a sequence of bytes from where it lies, with its length known beforehand. Knows whether anything has asked for the bytes: a request
/// whose body was never asked for, and can no longer be, was not applied, whatever the handler says of it.
/// </summary>
internal sealed class AppendContent(ReadOnlySequence<byte> bytes) : HttpContent
{
    private const int Untouched = 0;
    private const int Begun = 1;
    private const int Closed = 2;

    private readonly long _lengthBytes = bytes.Length;

    // Null when it is closed: a handler that never completes a request keeps its content, and must not keep a batch with it.
    private Memory? _memory = new(bytes);
    private int _state;

    internal bool IsEmpty => _lengthBytes == 0;

    /// <summary>Closes the content for good, also for a handler that continues in the background after it has returned.</summary>
    /// <returns>Whether nothing has asked for the bytes before, and so nothing has sent them and nothing will.</returns>
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

    /// <summary>A sequence is several words, and so neither read nor cleared at once.</summary>
    private sealed class Memory(ReadOnlySequence<byte> bytes)
    {
        internal ReadOnlySequence<byte> Bytes { get; } = bytes;
    }

    private static ObjectDisposedException Abandoned() => new(nameof(AppendContent), "The request was abandoned: its body is not sent any more.");
}
