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

    private int _state;

    internal bool IsEmpty => bytes.IsEmpty;

    /// <summary>Closes the content for good, also for a handler that continues in the background after it has returned.</summary>
    /// <returns>Whether nothing has asked for the bytes before, and so nothing has sent them and nothing will.</returns>
    internal bool CloseUnsent() => Interlocked.Exchange(ref _state, Closed) == Untouched;

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begin();
        foreach (var stretch in bytes)
        {
            ThrowIfClosed();
            stream.Write(stretch.Span);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begin();
        foreach (var stretch in bytes)
        {
            ThrowIfClosed();
            await stream.WriteAsync(stretch, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Begin()
    {
        if (Interlocked.CompareExchange(ref _state, Begun, Untouched) == Closed)
            throw Abandoned();
    }

    /// <summary>Once the content is closed, its memory may hold another batch.</summary>
    private void ThrowIfClosed()
    {
        if (Volatile.Read(ref _state) == Closed)
            throw Abandoned();
    }

    private static ObjectDisposedException Abandoned() => new(nameof(AppendContent), "The request was abandoned: its body is not sent any more.");
}
