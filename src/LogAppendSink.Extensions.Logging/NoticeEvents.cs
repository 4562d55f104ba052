using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>The event id, the level and the logging method of each kind of notice. The ids are documented in docs/messages.md.</summary>
internal static class NoticeEvents
{
    /// <summary>The id of the report that an event could not be encoded. It is not a notice.</summary>
    internal const int EventNotEncodedId = 1000;

    // Users filter and search by these numbers: a kind keeps its number.
    private const int FirstId = 1001;

    private static readonly Action<ILogger, string, Exception?>[] LogByKind =
        [.. Enum.GetValues<DeliveryNoticeKind>().Select(kind => LoggerMessage.Define<string>(LevelOf(kind), IdOf(kind), "{Notice}"))];

    /// <summary>Returns the event id of a kind: a stable number, and the kind's name.</summary>
    internal static EventId IdOf(DeliveryNoticeKind kind) => new(FirstId + (int)kind, kind.ToString());

    /// <summary>Returns the level of a kind.</summary>
    internal static LogLevel LevelOf(DeliveryNoticeKind kind) => kind switch
    {
        DeliveryNoticeKind.PipelineFailed => LogLevel.Critical,
        DeliveryNoticeKind.OutageStarted or DeliveryNoticeKind.EventsDropped or DeliveryNoticeKind.StoreMisbehaved
            or DeliveryNoticeKind.SpoolDamaged or DeliveryNoticeKind.SpoolUnavailable => LogLevel.Error,
        DeliveryNoticeKind.UnknownSetting or DeliveryNoticeKind.EventsSetAside => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    /// <summary>Logs a notice. Throws what the logger throws.</summary>
    internal static void Log(ILogger logger, DeliveryNotice notice) =>
        LogByKind[(int)notice.Kind](logger, notice.Message, notice.Exception);
}
