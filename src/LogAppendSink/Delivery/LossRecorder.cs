using System.Globalization;
using LogAppendSink.Buffering;
using LogAppendSink.Clef;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Records a loss in the log itself when delivery works again, so that a reader sees the gap in its place.
/// </summary>
/// <param name="buffer">Receives the record.</param>
/// <param name="encoder">Writes it; null for CLEF.</param>
/// <param name="eventBodyLimitBytes">The largest record, in bytes, including its line feed. The limit of all events applies.</param>
/// <param name="notices">Reports that the record could not be written.</param>
/// <param name="time">The clock.</param>
internal sealed class LossRecorder(
    IRecordBuffer buffer, LossEncoder? encoder, int eventBodyLimitBytes, NoticePublisher notices, TimeProvider time)
{
    /// <summary>The same in every front end, so that one search finds them.</summary>
    internal const string MessageTemplate = "{DroppedEvents} events were dropped: {DropReason}";

    /// <summary>
    /// The time limit of the application's formatter. Delivery waits for it, so it is not called again after it exceeded the limit.
    /// </summary>
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
#pragma warning disable CA1031 // The encoder may be the application's formatter. Its exceptions must not end delivery.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ReportUnwritten($"threw {exception.GetType().Name}", droppedEvents, reason, exception: exception);
            return;
        }

        if (record.Length == 0)
            return;

        // Not rejected and counted like an application's event: that loss would be reported by the same record, which is too large again.
        var lengthBytes = new IncomingRecord(record, RecordLevel.Error, now).LengthBytes;
        if (lengthBytes > eventBodyLimitBytes)
        {
            var failure = string.Create(
                CultureInfo.InvariantCulture, $"wrote {lengthBytes} bytes, above EventBodyLimitBytes ({eventBodyLimitBytes}),");
            ReportUnwritten(failure, droppedEvents, reason, " Raise EventBodyLimitBytes, or make the formatter write less.");
            return;
        }

        // An event like any other: accepted, and stored or dropped.
        buffer.TryWriteOwn(record, RecordLevel.Error, now);
    }

    private void ReportUnwritten(
        string failure, long droppedEvents, DropReason reason, string? advice = null, Exception? exception = null) =>
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.EventsDropped,
            $"The formatter {failure} for the event that reports dropped events. The log itself does not report them.{advice}")
        {
            EventCount = droppedEvents,
            Reason = reason,
            Exception = exception,
        });

    private static byte[] Encode(LossEncoder encoder, long droppedEvents, DropReason reason, DateTimeOffset now)
    {
        using var record = RecordBuffer.Rent();
        encoder(droppedEvents, reason, now, record);
        return record.Written.ToArray();
    }

    /// <summary>Calls the application's formatter on a separate thread.</summary>
    /// <returns>The record; null if the formatter did not return in time.</returns>
    private byte[]? TryCall(LossEncoder encoder, long droppedEvents, DropReason reason, DateTimeOffset now)
    {
        var encoding = _calls.RunAsync(_ => new ValueTask<byte[]>(Encode(encoder, droppedEvents, reason, now)), CancellationToken.None);
        if (Task.WaitAny([encoding], EncoderLimit) == 0)
            return encoding.GetAwaiter().GetResult();

        _isEncoderStuck = true;
        var failure = string.Create(CultureInfo.InvariantCulture, $"did not return within {EncoderLimit.TotalSeconds} s");
        ReportUnwritten(failure, droppedEvents, reason, " The formatter is not called for such events again.");
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
