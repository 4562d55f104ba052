using LogAppendSink.Extensions.Logging.Encoding;
using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>What the loggers of one provider share.</summary>
internal sealed class LoggerCore(IRecordTarget target, IEntryEncoder encoder, NoticeLog notices, TimeProvider time)
{
    internal IRecordTarget Target => target;

    internal IEntryEncoder Encoder => encoder;

    internal NoticeLog Notices => notices;

    /// <summary>The time for an event, by the application's clock where it has one. Its code must not cost the event.</summary>
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

    /// <summary>The factory's, once it has handed it over; until then, and without a factory, one of our own.</summary>
    internal IExternalScopeProvider Scopes { get; set; } = new LoggerExternalScopeProvider();

    internal bool IncludeScopes { get; set; } = true;

    /// <summary>Counts and reports an event of which not even a marker could be written. Never throws.</summary>
    internal void EventLost(Exception error)
    {
        try
        {
            target.CountRefused();
        }
#pragma warning disable CA1031 // What is lost is reported below; the logging call must not fail.
        catch (Exception)
#pragma warning restore CA1031
        {
            // A pipeline does not throw here.
        }

        notices.EventLost(error);
    }
}
