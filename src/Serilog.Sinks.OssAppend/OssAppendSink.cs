using LogAppendSink.Clef;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Encodes each event on the thread that logs it and hands the record to the pipeline. Never throws into a logging call:
/// an event that cannot be encoded, or is too large, is replaced by a short one that says so.
/// </summary>
internal sealed class OssAppendSink(IRecordTarget target, IEventEncoder encoder) : ILogEventSink, IDisposable, IAsyncDisposable
{
    private ClefEventEncoder? _clef;

    internal IRecordTarget Target => target;

    public void Emit(LogEvent logEvent)
    {
        try
        {
            // A property's ToString() may log: that event gets a buffer of its own.
            using var record = RecordBuffer.Rent(target.EventBodyLimitBytes);
            Encode(logEvent, record);

            // A formatter that writes nothing leaves the event out on purpose.
            if (record.Written.Length > 0)
                target.TryWrite(record.Written, EventLevels.Hint(logEvent.Level));
        }
        catch (Exception error)
        {
            // Not even the marker could be written.
            EventLost(error);
        }
    }

    public void Dispose() => target.Dispose();

    public ValueTask DisposeAsync() => target.DisposeAsync();

    private void EventLost(Exception error)
    {
        try
        {
            target.CountRefused();
        }
        catch (Exception)
        {
            // Reported below all the same.
        }

        GuardedSelfLog.WriteLine("OssAppend lost an event that it could not encode: {0}", error);
    }

    private void Encode(LogEvent logEvent, RecordBuffer record)
    {
        try
        {
            encoder.Encode(logEvent, record);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            GuardedSelfLog.WriteLine("OssAppend could not encode an event and writes a marker in its place: {0}", error);
            EncodeMarker(EventMarker.NotEncoded(logEvent, error), record);
            return;
        }
        catch (Exception)
        {
            // The buffer has ended an encoder that would have gone on without end.
        }

        if (record.IsOverLimit)
            EncodeMarker(EventMarker.TooLarge(logEvent, record.LengthBytes, target.EventBodyLimitBytes), record);
    }

    /// <summary>The fullest marker that the limit allows; the pipeline counts the event as dropped if none fits.</summary>
    private void EncodeMarker(EventMarker marker, RecordBuffer record)
    {
        foreach (var templateLimit in EventMarker.TemplateLimits)
        {
            EncodeInOwnFormat(marker.ToLogEvent(templateLimit), record);
            if (!record.IsOverLimit)
                return;
        }
    }

    private void EncodeInOwnFormat(LogEvent marker, RecordBuffer record)
    {
        try
        {
            record.Clear();
            encoder.Encode(marker, record);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            // A formatter that cannot format anything. A line in another format is better than no line.
            GuardedSelfLog.WriteLine("OssAppend could not encode a marker in the chosen format and writes CLEF: {0}", error);
            (_clef ??= new ClefEventEncoder()).Encode(marker, record);
        }
        catch (Exception)
        {
            // It is over the limit: a shorter one is tried.
        }
    }
}
