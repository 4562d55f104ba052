using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>The shared state of a provider's loggers.</summary>
internal sealed class LoggerCore(IRecordTarget target, IEntryEncoder encoder, NoticeLog notices, TimeProvider time)
{
    internal IRecordTarget Target => target;

    internal IEntryEncoder Encoder => encoder;

    internal NoticeLog Notices => notices;

    /// <summary>
    /// Returns the time for an event, from the application's clock if set. If that clock throws, the event is still logged.
    /// </summary>
    internal DateTimeOffset Now
    {
        get
        {
            try
            {
                return time.GetUtcNow();
            }
#pragma warning disable CA1031 // The application's clock may throw anything.
            catch (Exception)
#pragma warning restore CA1031
            {
                return TimeProvider.System.GetUtcNow();
            }
        }
    }

    /// <summary>The scopes of the logger factory; the provider's own scopes if no factory has set them.</summary>
    internal IExternalScopeProvider Scopes { get; set; } = new LoggerExternalScopeProvider();

    internal bool IncludeScopes { get; set; } = true;

    /// <summary>Counts and reports an event for which even the marker could not be written. Never throws.</summary>
    internal void EventLost(Exception error)
    {
        try
        {
            target.CountRefused();
        }
#pragma warning disable CA1031 // The loss is reported below; the logging call must not fail.
        catch (Exception)
#pragma warning restore CA1031
        {
            // A pipeline does not throw here.
        }

        notices.EventLost(error);
    }
}
