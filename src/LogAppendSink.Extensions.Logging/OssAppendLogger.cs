using LogAppendSink.Clef;
using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Encodes each event of one category on the thread that logs it and hands the record to the pipeline. Never throws into a logging call:
/// an event that cannot be encoded, or is too large, is replaced by a short one that says so.
/// </summary>
internal sealed class OssAppendLogger(string category, LoggerCore core) : ILogger
{
    private readonly ClefEncodedText _category = ClefEncodedText.Encode(category);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => core.Scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        try
        {
            // A value's ToString() may log: that event gets buffers of its own.
            using var record = RecordBuffer.Rent();
            using var properties = EntryProperties.Rent();
            var entry = new Entry(logLevel, _category, eventId, exception, core.Time.GetUtcNow(), core.IncludeScopes ? core.Scopes : null);
            EntryMarker? marker = null;
            try
            {
                properties.Read(core.Encoder, state, exception, formatter);
                core.Encoder.Encode(entry, properties, record);
                if (record.Written.Length > core.Target.EventBodyLimitBytes)
                    marker = EntryMarker.TooLarge(entry, EntryReading.TemplateOf(state), record.Written.Length, core.Target.EventBodyLimitBytes);
            }
#pragma warning disable CA1031 // Whatever the application's own types throw.
            catch (Exception error)
#pragma warning restore CA1031
            {
                marker = EntryMarker.NotEncoded(entry, EntryReading.TemplateOf(state), error);
            }

            if (marker is not null)
                EncodeMarker(marker, record);
            core.Target.TryWrite(record.Written, EntryLevels.Of(logLevel), entry.Timestamp);
        }
#pragma warning disable CA1031 // Not even the marker could be written, and a logging call must not fail.
        catch (Exception error)
#pragma warning restore CA1031
        {
            core.Notices.EventLost(error);
        }
    }

    /// <summary>The fullest marker that the limit allows; the pipeline counts the event as dropped if none fits.</summary>
    private void EncodeMarker(EntryMarker marker, RecordBuffer record)
    {
        foreach (var templateLimit in EntryMarker.TemplateLimits)
        {
            record.Clear();
            core.Encoder.EncodeMarker(marker, templateLimit, record);
            if (record.Written.Length <= core.Target.EventBodyLimitBytes)
                return;
        }
    }
}
