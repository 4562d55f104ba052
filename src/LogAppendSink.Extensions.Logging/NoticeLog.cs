using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Sends the pipeline's notices to the application's other log providers, with the category <c>LogAppendSink</c>, and to <see
/// cref="OssAppendOptions.OnNotice"/>. This provider ignores the category, so that no notice about delivery is itself delivered.
/// Thread-safe.
/// </summary>
internal sealed partial class NoticeLog(Action<DeliveryNotice>? listener)
{
    internal const string Category = "LogAppendSink";

    private const string NotEncoded =
        "An event was lost: neither the event nor a marker for it could be encoded. Further losses are counted, not logged.";

    // Keeps early notices until the factory creates its first logger; there are few.
    private const int WaitingLimit = 16;

    private readonly object _gate = new();
    private readonly Queue<DeliveryNotice> _waiting = [];
    private ILogger? _logger;
    private int _isLossReported;

    /// <summary>Sets the logger of all further notices; waiting notices are logged first. Never throws.</summary>
    internal void ReportTo(ILogger logger)
    {
        DeliveryNotice[] waiting;
        lock (_gate)
        {
            _logger = logger;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        // Outside the lock, because other providers' code runs here.
        foreach (var notice in waiting)
            Log(logger, notice);
    }

    /// <summary>Logs first, so that the notice is logged even if the listener throws.</summary>
    internal void Publish(DeliveryNotice notice)
    {
        ILogger? logger;
        lock (_gate)
        {
            logger = _logger;
            if (logger is null && _waiting.Count < WaitingLimit)
                _waiting.Enqueue(notice);
        }

        if (logger is not null)
            Log(logger, notice);
        listener?.Invoke(notice);
    }

    /// <summary>
    /// Reports an event for which even the marker could not be written. Logged once; the listener is never called for a single event.
    /// </summary>
    internal void EventLost(Exception error)
    {
        if (Interlocked.Exchange(ref _isLossReported, 1) == 0 && _logger is { } logger)
            Try(() => EventNotEncoded(logger, error));
    }

    private static void Log(ILogger logger, DeliveryNotice notice) => Try(() => NoticeEvents.Log(logger, notice));

    private static void Try(Action log)
    {
        try
        {
            log();
        }
#pragma warning disable CA1031 // Another provider has thrown; the framework passes that on to the caller.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The caller logs, starts or creates a logger, and must not fail because of it.
        }
    }

    [LoggerMessage(
        EventId = NoticeEvents.EventNotEncodedId, EventName = nameof(EventNotEncoded), Level = LogLevel.Error, Message = NotEncoded)]
    private static partial void EventNotEncoded(ILogger logger, Exception error);
}
