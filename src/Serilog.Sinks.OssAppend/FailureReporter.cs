using System.Globalization;
using LogAppendSink;
using LogAppendSink.Delivery;
using LogAppendSink.Threading;
using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Reports events that were not stored to the listener set by <c>WriteTo.FallbackChain</c> and <c>WriteTo.Fallible</c>. Never throws.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The event itself is reported from its logging call; for events that are already encoded, only the count is known. The listener may
/// block, so delivery never waits for it. It is called on the thread that logs, on the thread of the notices, or, if delivery waits for the
/// code that logs, from a bounded queue.
/// </remarks>
internal sealed class FailureReporter
{
    /// <summary>The maximum number of waiting calls if the listener does not return; further calls are dropped.</summary>
    internal const int WaitingMax = 256;

    // Marks the reports in progress on this thread's stack: a listener may log to the sink whose failure it receives.
    [ThreadStatic]
    private static Report? _innermost;

    private readonly ListenerQueue _queue = new(new WorkThread("LogAppendSink failures", WorkThread.ShortIdle), WaitingMax);
    private volatile ILoggingFailureListener? _listener;

    /// <summary>Whether events come from a batching thread instead of logging calls.</summary>
    internal bool IsForBatches { private get; init; }

    /// <summary>The sink, which is passed to listeners.</summary>
    internal object Sender { private get; set; } = typeof(OssAppendSink);

    internal void SetListener(ILoggingFailureListener listener) => _listener = listener;

    /// <summary>Reports an event lost in a logging call, or replaced by a marker.</summary>
    internal void EventLost(LogEvent logEvent, string message, Exception? error)
    {
        if (_listener is not { } listener)
            return;
        if (!IsForBatches && DeliveryContext.IsCurrent)
            _queue.TryPost(() => Call(listener, LoggingFailureKind.Permanent, message, [logEvent], error));
        else
            Call(listener, LoggingFailureKind.Permanent, message, [logEvent], error);
    }

    /// <summary>Reports events of a batch, also to SelfLog, without making the caller wait.</summary>
    internal void EventsRefused(IReadOnlyCollection<LogEvent> events, string message) => _queue.TryPost(() =>
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{events.Count}. {message}");
        GuardedSelfLog.WriteLine("OssAppend lost events of a batch: {0}", text);
        if (_listener is { } listener)
            Call(listener, LoggingFailureKind.Permanent, message, events, error: null);
    });

    /// <summary>Reports events dropped by the queue before a batched sink, also to SelfLog, without making the caller wait.</summary>
    internal void QueueDropped(string message) => _queue.TryPost(() =>
    {
        GuardedSelfLog.WriteLine("OssAppend {0}", message);
        Failed(LoggingFailureKind.Final, message);
    });

    /// <summary>Reports a failure for which only the number of events is known.</summary>
    internal void Failed(LoggingFailureKind kind, string message, Exception? error = null)
    {
        if (_listener is { } listener)
            Call(listener, kind, message, events: null, error);
    }

    /// <summary>Reports the lost events of a notice from the sink's pipeline, unless they were reported one by one.</summary>
    internal void Heard(DeliveryNotice notice)
    {
        if (KindOf(notice) is { } kind)
            Failed(kind, notice.Message, notice.Exception);
    }

    private static LoggingFailureKind? KindOf(DeliveryNotice notice) => notice.Kind switch
    {
        DeliveryNoticeKind.OutageStarted or DeliveryNoticeKind.SpoolUnavailable => LoggingFailureKind.Temporary,
        DeliveryNoticeKind.SpoolDamaged when notice.EventCount > 0 => LoggingFailureKind.Permanent,
        DeliveryNoticeKind.PipelineFailed => LoggingFailureKind.Final,
        DeliveryNoticeKind.EventsDropped => notice.Reason switch
        {
            DropReason.RetryTimeLimit or DropReason.SpoolDamaged => LoggingFailureKind.Permanent,
            DropReason.Shutdown or DropReason.PipelineFailed => LoggingFailureKind.Final,
            _ => null, // Already reported by the logging calls.
        },
        _ => null,
    };

    private void Call(
        ILoggingFailureListener listener,
        LoggingFailureKind kind,
        string message,
        IReadOnlyCollection<LogEvent>? events,
        Exception? error)
    {
        var outer = _innermost;
        for (var report = outer; report is not null; report = report.Outer)
        {
            if (report.Reporter == this)
                return;
        }

        _innermost = new Report(this, outer);
        try
        {
            listener.OnLoggingFailed(Sender, kind, message, events, error);
        }
        catch (Exception thrown)
        {
            GuardedSelfLog.WriteLine("OssAppend could not report a failure to the failure listener: {0}", thrown);
        }
        finally
        {
            _innermost = outer;
        }
    }

    private sealed record Report(FailureReporter Reporter, Report? Outer);
}
