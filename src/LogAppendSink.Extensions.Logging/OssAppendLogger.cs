using LogAppendSink.Clef;
using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Encodes the events of one category on the thread that logs, and passes the records to the pipeline. Never throws into a logging call: an
/// event that cannot be encoded, or is too large, is replaced by a marker.
/// </summary>
internal sealed class OssAppendLogger(string category, LoggerCore core) : ILogger
{
    private readonly ClefEncodedText _category = ClefEncodedText.Encode(category);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return core.Scopes.Push(state);
        }
#pragma warning disable CA1031 // The scope provider may be application code; the application runs without the scope.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        try
        {
            // If a value's ToString() logs, that event gets separate buffers.
            var limit = core.Target.EventBodyLimitBytes;
            using var record = RecordBuffer.Rent(limit);
            using var properties = EntryProperties.Rent(limit);
            var entry = new Entry(logLevel, _category, eventId, exception, core.Now, core.IncludeScopes ? core.Scopes : null);
            EntryMarker? marker = null;
            try
            {
                properties.Read(core.Encoder, state, exception, formatter);
                core.Encoder.Encode(entry, properties, record);
                if (record.IsOverLimit || properties.IsOverLimit)
                    marker = EntryMarker.TooLarge(
                        entry, EntryReading.TemplateOf(state), Math.Max(record.LengthBytes, properties.LeastBytes), limit);
            }
#pragma warning disable CA1031 // Application types may throw anything.
            catch (Exception error)
#pragma warning restore CA1031
            {
                marker = record.IsOverLimit
                    ? EntryMarker.TooLarge(entry, EntryReading.TemplateOf(state), record.LengthBytes, limit)
                    : EntryMarker.NotEncoded(entry, EntryReading.TemplateOf(state), error);
            }

            if (marker is not null)
                EncodeMarker(marker, record);
            core.Target.TryWrite(record.Written, EntryLevels.Of(logLevel), entry.Timestamp);
        }
#pragma warning disable CA1031 // Even the marker could not be written, but a logging call must not fail.
        catch (Exception error)
#pragma warning restore CA1031
        {
            core.EventLost(error);
        }
    }

    /// <summary>Writes the longest marker that fits the limit; if none fits, the pipeline counts the event as dropped.</summary>
    private void EncodeMarker(EntryMarker marker, RecordBuffer record)
    {
        foreach (var templateLimit in MarkerText.TemplateLimits)
        {
            record.Clear();
            core.Encoder.EncodeMarker(marker, templateLimit, record);
            if (!record.IsOverLimit)
                return;
        }
    }
}
