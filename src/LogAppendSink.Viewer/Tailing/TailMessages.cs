using System.Buffers;
using System.Text;
using System.Text.Json;
using LogAppendSink.Reading;
using LogAppendSink.Viewer.Api;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Viewer.Tailing;

/// <summary>Writes server-sent events. Log events that arrive together share one message.</summary>
internal sealed class TailMessages : IDisposable
{
    internal const int EventsMax = 200;

    private const int BytesMax = 256 * 1024;

    private readonly HttpContext _context;
    private readonly ArrayBufferWriter<byte> _events = new(4096);
    private readonly ArrayBufferWriter<byte> _message = new(4096);
    private readonly Utf8JsonWriter _writer;
    private int _count;

    internal TailMessages(HttpContext context)
    {
        _context = context;
        _writer = ViewerJson.WriterTo(_events);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    internal bool IsEmpty => _count == 0;

    internal bool IsFull => _count >= EventsMax || _events.WrittenCount >= BytesMax;

    internal void Add(LogRecord record, LogEvent logEvent, string? host)
    {
        if (_count++ > 0)
            _events.Write(","u8);
        _writer.Reset(_events);
        EventJson.Write(_writer, record, logEvent, host);
        _writer.Flush();
    }

    /// <summary>Sends the buffered events, if any.</summary>
    /// <param name="id">The cursor after the last event.</param>
    /// <param name="cancellationToken">Cancels the send.</param>
    internal async Task SendEventsAsync(string id, CancellationToken cancellationToken)
    {
        if (_count == 0)
            return;
        Write($"id: {id}\nevent: {(_count == 1 ? "log" : "logs")}\ndata: {(_count == 1 ? "" : "[")}");
        _message.Write(_events.WrittenSpan);
        Write($"{(_count == 1 ? "" : "]")}\n\n");
        _events.ResetWrittenCount();
        _count = 0;
        await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    internal async Task SendNoteAsync(string kind, string message, string? fix, CancellationToken cancellationToken)
    {
        Write("event: note\ndata: ");
        using (var writer = ViewerJson.WriterTo(_message))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", kind);
            writer.WriteString("message", message);
            if (fix is not null)
                writer.WriteString("fix", fix);
            writer.WriteEndObject();
        }

        Write("\n\n");
        await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a heartbeat with the cursor, so that events rejected by the filter are not read again after a reconnect.</summary>
    internal async Task SendHeartbeatAsync(string id, CancellationToken cancellationToken)
    {
        Write($": heartbeat\nid: {id}\n\n");
        await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _writer.Dispose();

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _message);

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _context.Response.Body.WriteAsync(_message.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await _context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        _message.ResetWrittenCount();
    }
}
