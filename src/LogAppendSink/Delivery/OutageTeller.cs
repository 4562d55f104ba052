using System.Globalization;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>Tells the start and the end of an outage, once each, however many tries fail in between.</summary>
/// <param name="notices">Who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="what">What is being stored, in the plural.</param>
internal sealed class OutageTeller(NoticePublisher notices, TimeProvider time, string what = "events")
{
    private int _failures;
    private long _firstFailureAt;
    private bool _isTold;

    /// <summary>The trouble that delivery is in; null while it works.</summary>
    internal StoreError? Error { get; private set; }

    internal void Failed(StoreError error)
    {
        if (_failures++ == 0)
            _firstFailureAt = time.GetTimestamp();
        Error = error;

        if (_isTold || (_failures == 1 && IsOftenOver(error.Kind)))
            return;

        _isTold = true;
        notices.Publish(DeliveryNoticeKind.OutageStarted, $"{error.Describe()} {char.ToUpperInvariant(what[0])}{what[1..]} are kept and tried again.", error);
    }

    internal void Succeeded()
    {
        if (_isTold && Error is { } error)
        {
            var duration = time.GetElapsedTime(_firstFailureAt);
            notices.Publish(
                DeliveryNoticeKind.OutageEnded,
                string.Create(CultureInfo.InvariantCulture, $"{error.Store} stores {what} again, after {duration.TotalSeconds:0.0} s and {_failures} failed tries."),
                error);
        }

        _failures = 0;
        _isTold = false;
        Error = null;
    }

    /// <summary>What the next try mends as a rule, there or in the next object: not worth a word unless it happens again.</summary>
    private static bool IsOftenOver(StoreErrorKind kind) =>
        kind is StoreErrorKind.ConnectionLost or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.NotAppendable or StoreErrorKind.PositionOccupied;
}
