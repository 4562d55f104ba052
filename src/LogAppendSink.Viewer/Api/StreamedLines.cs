using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Api;

/// <summary>A streamed response of JSON objects, one per line.</summary>
internal sealed class StreamedLines : IDisposable
{
    private const int FullBytes = 64 * 1024;

    private readonly HttpContext _context;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _writer;

    internal StreamedLines(HttpContext context)
    {
        _context = context;
        _writer = ViewerJson.WriterTo(_buffer);
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";

        // Prevents proxies from buffering the whole response.
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Whether enough is buffered to send it.</summary>
    internal bool IsFull => _buffer.WrittenCount >= FullBytes;

    /// <summary>The number of bytes written.</summary>
    internal long WrittenBytes { get; private set; }

    internal void Add(Action<Utf8JsonWriter> write)
    {
        var before = _buffer.WrittenCount;
        _writer.Reset(_buffer);
        write(_writer);
        _writer.Flush();
        _buffer.Write("\n"u8);
        WrittenBytes += _buffer.WrittenCount - before;
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _context.Response.Body.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await _context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    public void Dispose() => _writer.Dispose();
}
