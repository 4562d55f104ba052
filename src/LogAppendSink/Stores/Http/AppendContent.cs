using System.Buffers;
using System.Net;

namespace LogAppendSink.Stores.Http;

/// <summary>Sends a sequence of bytes from where it lies, with its length known beforehand.</summary>
internal sealed class AppendContent(ReadOnlySequence<byte> bytes) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var stretch in bytes)
            stream.Write(stretch.Span);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var stretch in bytes)
            await stream.WriteAsync(stretch, cancellationToken).ConfigureAwait(false);
    }
}
