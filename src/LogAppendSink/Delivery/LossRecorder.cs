using System.Globalization;
using LogAppendSink.Buffering;
using LogAppendSink.Clef;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Tells a loss in the log itself, once delivery works again: who reads the log the next morning sees the gap where it is.
/// </summary>
/// <param name="buffer">Where the record goes.</param>
/// <param name="encoder">Writes it; null for CLEF.</param>
/// <param name="eventBodyLimitBytes">Most bytes that it may have, its line feed included: it is an event like any other.</param>
/// <param name="notices">Where it is told that there is none.</param>
/// <param name="time">The clock.</param>
internal sealed class LossRecorder(IRecordBuffer buffer, LossEncoder? encoder, int eventBodyLimitBytes, NoticePublisher notices, TimeProvider time)
{
    /// <summary>The same in every front end, so that one search finds them.</summary>
    internal const string MessageTemplate = "{DroppedEvents} events were dropped: {DropReason}";

    /// <summary>Longest that a formatter of the application may take. Delivery waits for it, so it is not called again once it has taken longer.</summary>
    internal static readonly TimeSpan EncoderLimit = TimeSpan.FromSeconds(1);

    private readonly ForeignCalls _calls = new("LogAppendSink formatter") { Continuations = TaskCreationOptions.None };
    private bool _isEncoderStuck;

    internal void Record(long droppedEvents, DropReason reason)
    {
        if (_isEncoderStuck)
            return;

        var now = time.GetUtcNow();
        byte[] record;
        try
        {
            if (encoder is null)
                record = Encode(EncodeClef, droppedEvents, reason, now);
            else if (TryCall(encoder, droppedEvents, reason, now) is { } encoded)
                record = encoded;
            else
                return;
        }
#pragma warning disable CA1031 // The encoder may be the application's own formatter; whatever it throws must not end delivery.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TellThereIsNone($"The formatter threw {exception.GetType().Name} for the event that tells of dropped events, so the log itself does not tell of them.", droppedEvents, reason, exception);
            return;
        }

        if (record.Length == 0)
            return;

        // Not rejected and counted, as an application's event is: that loss would be told by the same record, which is too large again.
        var lengthBytes = new IncomingRecord(record, RecordLevel.Error, now).LengthBytes;
        if (lengthBytes > eventBodyLimitBytes)
        {
            TellThereIsNone(
                string.Create(CultureInfo.InvariantCulture, $"The formatter wrote {lengthBytes} bytes for the event that tells of dropped events, and EventBodyLimitBytes is {eventBodyLimitBytes}, so the log itself does not tell of them. Raise EventBodyLimitBytes, or have the formatter write less."),
                droppedEvents,
                reason,
                exception: null);
            return;
        }

        // An event like any other: accepted, and stored or dropped.
        buffer.TryWriteOwn(record, RecordLevel.Error, now);
    }

    private void TellThereIsNone(string message, long droppedEvents, DropReason reason, Exception? exception) =>
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.EventsDropped, message) { EventCount = droppedEvents, Reason = reason, Exception = exception });

    private static byte[] Encode(LossEncoder encoder, long droppedEvents, DropReason reason, DateTimeOffset now)
    {
        using var record = RecordBuffer.Rent();
        encoder(droppedEvents, reason, now, record);
        return record.Written.ToArray();
    }

    /// <summary>Calls the application's formatter on a thread of its own.</summary>
    /// <returns>The record; null if the formatter did not return in time.</returns>
    private byte[]? TryCall(LossEncoder encoder, long droppedEvents, DropReason reason, DateTimeOffset now)
    {
        var encoding = _calls.RunAsync(_ => new ValueTask<byte[]>(Encode(encoder, droppedEvents, reason, now)), CancellationToken.None);
        if (Task.WaitAny([encoding], EncoderLimit) == 0)
            return encoding.GetAwaiter().GetResult();

        _isEncoderStuck = true;
        TellThereIsNone(
            string.Create(CultureInfo.InvariantCulture, $"The formatter did not return within {EncoderLimit.TotalSeconds} s for the event that reports dropped events. It is not called for such events again, so the log itself does not report them."),
            droppedEvents,
            reason,
            exception: null);
        return null;
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
