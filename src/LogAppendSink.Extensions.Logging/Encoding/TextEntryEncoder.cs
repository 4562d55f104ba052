using System.Globalization;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// An event as a line for people: <c>2026-03-01T07:00:00.0000000Z [WRN] Acme.Orders: message</c>, its scopes before the message
/// (<c>=> outer => inner</c>) and its exception on the lines below.
/// </summary>
internal sealed class TextEntryEncoder : IEntryEncoder
{
    public void Encode<TState>(in LogEntry<TState> entry, DateTimeOffset timestamp, IExternalScopeProvider? scopes, RecordBuffer record)
    {
        var text = record.Text;
        WriteStart(timestamp, entry.LogLevel, entry.Category, text);
        if (scopes is not null)
        {
            scopes.ForEachScope(static (scope, text) => text.Write($"=> {scope} "), text);
        }

        var state = entry.State;
        text.Write(entry.Formatter is { } formatter ? formatter(state, entry.Exception) : state?.ToString());
        if (entry.Exception is { } exception)
        {
            text.Write('\n');
            text.Write(exception.ToString());
        }

        record.EndText();
    }

    public void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record)
    {
        WriteStart(marker.Timestamp, marker.Level, marker.Category, record.Text);
        record.Text.Write(marker.Message(templateLimit));
        record.EndText();
    }

    public void EncodeLoss(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record)
    {
        WriteStart(now, LogLevel.Error, NoticeLog.Category, record.Text);
        record.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{droppedEvents} events were dropped: {reason}"));
        record.EndText();
    }

    private static void WriteStart(DateTimeOffset timestamp, LogLevel level, string category, TextWriter text)
    {
        Span<char> time = stackalloc char[33];
        timestamp.UtcDateTime.TryFormat(time, out var length, "O", CultureInfo.InvariantCulture);
        text.Write(time[..length]);
        text.Write(" [");
        text.Write(EntryLevels.ShortName(level));
        text.Write("] ");
        text.Write(category);
        text.Write(": ");
    }
}
