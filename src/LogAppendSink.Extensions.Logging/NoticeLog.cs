using Microsoft.Extensions.Logging;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Where the pipeline's notices go: to the application's other log providers under the category <c>LogAppendSink</c>, and to
/// <see cref="OssAppendOptions.OnNotice"/>. Our own provider has no such category, so nothing that is told about delivery is delivered.
/// Thread-safe.
/// </summary>
internal sealed partial class NoticeLog(Action<DeliveryNotice>? listener)
{
    internal const string Category = "LogAppendSink";

    private const string NotEncoded =
        "An event could not be encoded, nor a marker in its place, and is lost. Later ones are counted but not reported.";

    // Between the provider's making and the first logger of the factory there is nobody to tell, and little to be told.
    private const int WaitingLimit = 16;

    private readonly object _gate = new();
    private readonly Queue<DeliveryNotice> _waiting = [];
    private ILogger? _logger;
    private int _isLossTold;

    /// <summary>From now on notices go to this logger; those that waited for one go first. Never throws for what other providers throw.</summary>
    internal void TellTo(ILogger logger)
    {
        DeliveryNotice[] waiting;
        lock (_gate)
        {
            _logger = logger;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        // Not under the lock: other providers' code runs here.
        foreach (var notice in waiting)
            Log(logger, notice);
    }

    /// <summary>The logger first: it must hear of a notice also when the listener throws.</summary>
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

    /// <summary>An event of which not even a marker could be written. Told once, and not to the listener, which is never called for an event.</summary>
    internal void EventLost(Exception error)
    {
        if (Interlocked.Exchange(ref _isLossTold, 1) == 0 && _logger is { } logger)
            Try(() => EventNotEncoded(logger, error));
    }

    private static void Log(ILogger logger, DeliveryNotice notice) => Try(() => NoticeEvents.Log(logger, notice));

    private static void Try(Action log)
    {
        try
        {
            log();
        }
#pragma warning disable CA1031 // Another provider has thrown, and the framework throws that to the caller.
        catch (Exception)
#pragma warning restore CA1031
        {
            // The application that logs, starts or creates a logger must not fail for it.
        }
    }

    [LoggerMessage(
        EventId = NoticeEvents.EventNotEncodedId, EventName = nameof(EventNotEncoded), Level = LogLevel.Error, Message = NotEncoded)]
    private static partial void EventNotEncoded(ILogger logger, Exception error);
}
