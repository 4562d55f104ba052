using System.Globalization;
using LogAppendSink.Clef;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>
/// Encodes an event as a line of text: <c>2026-03-01T07:00:00.0000000Z [WRN] Acme.Orders: message</c>. Scopes precede the message (<c>=>
/// outer => inner</c>), and the exception follows on further lines.
/// </summary>
internal sealed class TextEntryEncoder : IEntryEncoder
{
    public bool WritesMessage => true;

    public LossEncoder? LossEncoder => EncodeLoss;

    public void Encode(in Entry entry, EntryProperties properties, RecordBuffer record)
    {
        var text = record.Text;
        WriteStart(entry.Timestamp, entry.Level, entry.Category.Value, text);
        if (entry.Scopes is not null)
            WriteScopes(entry.Scopes, record);
        text.Write(properties.Message);
        if (entry.Exception is { } exception)
        {
            text.Write('\n');
            record.WriteException(exception);
        }

        record.EndText();
    }

    public void EncodeMarker(EntryMarker marker, int templateLimit, RecordBuffer record)
    {
        WriteStart(marker.Timestamp, marker.Level, marker.Category, record.Text);
        record.Text.Write(marker.Message(templateLimit));
        record.EndText();
    }

    private static void EncodeLoss(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record)
    {
        WriteStart(now, LogLevel.Error, NoticeLog.Category, record.Text);
        record.Text.Write(string.Create(CultureInfo.InvariantCulture, $"{droppedEvents} events were dropped: {reason}"));
        record.EndText();
    }

    private static void WriteScopes(IExternalScopeProvider scopes, RecordBuffer record)
    {
        try
        {
            scopes.ForEachScope(
                static (scope, text) =>
                {
                    text.Write("=> ");
                    text.Write(ValueTexts.Of(scope));
                    text.Write(' ');
                },
                record.Text);
        }
#pragma warning disable CA1031 // The scope provider may be application code; a record over its limit is replaced as a whole.
        catch (Exception error) when (!record.IsOverLimit)
#pragma warning restore CA1031
        {
            record.Text.Write($"=> ({MemberValue.CaptureError(error)}) ");
        }
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
