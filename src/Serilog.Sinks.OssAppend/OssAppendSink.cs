using LogAppendSink.Clef;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Encodes each event on the thread that logs it and passes the record to the pipeline. Never throws into a logging call: an event that
/// cannot be encoded, or is too large, is replaced by a marker.
/// </summary>
internal sealed class OssAppendSink : ILogEventSink, ISetLoggingFailureListener, IDisposable, IAsyncDisposable
{
    private readonly IRecordTarget _target;
    private readonly IEventEncoder _encoder;
    private readonly FailureReporter _failures;
    private ClefEventEncoder? _clef;

    internal OssAppendSink(IRecordTarget target, IEventEncoder encoder, FailureReporter? failures = null)
    {
        _target = target;
        _encoder = encoder;
        _failures = failures ?? new FailureReporter();
        _failures.Sender = this;
    }

    internal IRecordTarget Target => _target;

    internal FailureReporter Failures => _failures;

    public void Emit(LogEvent logEvent) => Emit(logEvent, part: null);

    /// <summary>As <see cref="Emit(LogEvent)"/>, unless the event was abandoned during encoding.</summary>
    internal void Emit(LogEvent logEvent, BatchPart? part)
    {
        try
        {
            // If a property's ToString() logs, that event gets a separate buffer.
            using var record = RecordBuffer.Rent(_target.EventBodyLimitBytes);
            var loss = Encode(logEvent, record);
            if (part is not null && !part.TryClaim())
                return;

            // A formatter that writes nothing omits the event on purpose.
            if (record.Written.Length > 0 && !_target.TryWrite(record.Written, EventLevels.Hint(logEvent.Level)))
                loss = new Loss("The event was dropped: the buffer is full or cannot be written, or the sink is disposed.", Error: null);
            if (loss is { } lost)
                _failures.EventLost(logEvent, lost.Message, lost.Error);
        }
        catch (Exception error)
        {
            // Even the marker could not be written.
            if (part?.TryClaim() != false)
                EventLost(logEvent, error);
        }
    }

    public void SetFailureListener(ILoggingFailureListener failureListener)
    {
        ArgumentNullException.ThrowIfNull(failureListener);
        _failures.SetListener(failureListener);
    }

    public void Dispose() => _target.Dispose();

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    private void EventLost(LogEvent logEvent, Exception error)
    {
        CountRefused();
        GuardedSelfLog.WriteLine("OssAppend lost an event that it could not encode: {0}", error);
        _failures.EventLost(logEvent, "The event could not be encoded.", error);
    }

    /// <summary>Counts an event that could not be encoded. Never throws.</summary>
    internal void CountRefused()
    {
        try
        {
            _target.CountRefused();
        }
        catch (Exception)
        {
            // The loss is still reported.
        }
    }

    /// <returns>Why a marker replaces the event; null if the event is written unchanged.</returns>
    private Loss? Encode(LogEvent logEvent, RecordBuffer record)
    {
        try
        {
            _encoder.Encode(logEvent, record);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            GuardedSelfLog.WriteLine("OssAppend could not encode an event and writes a marker in its place: {0}", error);
            EncodeMarker(EventMarker.NotEncoded(logEvent, error), record);
            return new Loss("The event could not be encoded; a marker replaces it.", error);
        }
        catch (Exception)
        {
            // The buffer's limit has stopped an encoder that may not have ended otherwise.
        }

        if (!record.IsOverLimit)
            return null;

        EncodeMarker(EventMarker.TooLarge(logEvent, record.LengthBytes, _target.EventBodyLimitBytes), record);
        return new Loss("The event is larger than EventBodyLimitBytes; a marker replaces it.", Error: null);
    }

    /// <summary>Writes the longest marker that fits the limit; if none fits, the pipeline counts the event as dropped.</summary>
    private void EncodeMarker(EventMarker marker, RecordBuffer record)
    {
        foreach (var templateLimit in MarkerText.TemplateLimits)
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
            _encoder.Encode(marker, record);
        }
        catch (Exception error) when (!record.IsOverLimit)
        {
            // The formatter cannot format anything. A line in another format is better than no line.
            GuardedSelfLog.WriteLine("OssAppend could not encode a marker in the chosen format and writes CLEF: {0}", error);
            (_clef ??= new ClefEventEncoder()).Encode(marker, record);
        }
        catch (Exception)
        {
            // The marker is over the limit: try a shorter one.
        }
    }

    /// <summary>The reason why an event is not stored unchanged.</summary>
    private readonly record struct Loss(string Message, Exception? Error);
}
