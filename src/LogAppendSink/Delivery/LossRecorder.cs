using LogAppendSink.Buffering;
using LogAppendSink.Clef;

namespace LogAppendSink.Delivery;

/// <summary>
/// Tells a loss in the log itself, once delivery works again: who reads the log the next morning sees the gap where it is.
/// </summary>
internal sealed class LossRecorder(IRecordBuffer buffer, LossEncoder? encoder, NoticePublisher notices, TimeProvider time)
{
    /// <summary>The same in every front end, so that one search finds them.</summary>
    internal const string MessageTemplate = "{DroppedEvents} events were dropped: {DropReason}";

    internal void Record(long droppedEvents, DropReason reason)
    {
        var now = time.GetUtcNow();
        using var record = RecordBuffer.Rent();
        try
        {
            (encoder ?? EncodeClef)(droppedEvents, reason, now, record);
        }
#pragma warning disable CA1031 // The encoder may be the application's own formatter; whatever it throws must not end delivery.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            notices.Publish(new DeliveryNotice(
                DeliveryNoticeKind.EventsDropped,
                $"The formatter threw {exception.GetType().Name} for the event that tells of dropped events, so the log itself does not tell of them.")
            {
                EventCount = droppedEvents,
                Reason = reason,
                Exception = exception,
            });
            return;
        }

        // An event like any other: accepted, and stored or dropped.
        if (record.Written.Length > 0)
            buffer.TryWriteOwn(record.Written, RecordLevel.Error, now);
    }

    private static void EncodeClef(long droppedEvents, DropReason reason, DateTimeOffset now, RecordBuffer record)
    {
        var clef = record.Clef;
        clef.Begin(now);
        clef.WriteMessageTemplate(MessageTemplate);
        clef.WriteLevel(RecordLevel.Error);
        clef.WritePropertyName("DroppedEvents");
        clef.WriteValue(droppedEvents);
        clef.WritePropertyName("DropReason");
        clef.WriteString(reason.ToString());
        clef.WritePropertyName("SourceContext");
        clef.WriteString(nameof(LogAppendSink));
        clef.End();
    }
}
