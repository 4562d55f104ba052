using System.Globalization;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>Reports the start and the end of an outage, once each, however many attempts fail in between.</summary>
/// <param name="notices">Publishes the notices.</param>
/// <param name="time">The clock.</param>
/// <param name="what">The stored things, as a plural noun.</param>
internal sealed class OutageReporter(NoticePublisher notices, TimeProvider time, string what = "events")
{
    private int _failures;
    private long _firstFailureAt;
    private bool _isReported;

    /// <summary>The current error; null while delivery works.</summary>
    internal StoreError? Error { get; private set; }

    internal void Failed(StoreError error)
    {
        if (_failures++ == 0)
            _firstFailureAt = time.GetTimestamp();
        Error = error;

        if (_isReported || (_failures == 1 && IsOftenTransient(error.Kind)))
            return;

        _isReported = true;
        var kept = $"{char.ToUpperInvariant(what[0])}{what[1..]} are kept and retried.";
        notices.Publish(DeliveryNoticeKind.OutageStarted, $"{error.Describe()} {kept}", error);
    }

    internal void Succeeded()
    {
        if (_isReported && Error is { } error)
        {
            var duration = time.GetElapsedTime(_firstFailureAt);
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"{error.Store} stores {what} again, after {duration.TotalSeconds:0.0} s and {_failures} failed attempts.");
            notices.Publish(DeliveryNoticeKind.OutageEnded, message, error);
        }

        _failures = 0;
        _isReported = false;
        Error = null;
    }

    /// <summary>
    /// Whether the next attempt usually succeeds, there or in the next object. Such an error is reported only if it repeats.
    /// </summary>
    private static bool IsOftenTransient(StoreErrorKind kind) => kind
        is StoreErrorKind.ConnectionLost or StoreErrorKind.ServerError or StoreErrorKind.Throttled
        or StoreErrorKind.NotAppendable or StoreErrorKind.PositionOccupied;
}
