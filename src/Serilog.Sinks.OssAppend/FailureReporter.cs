using System.Globalization;
using LogAppendSink;
using LogAppendSink.Delivery;
using LogAppendSink.Threading;
using Serilog.Core;
using Serilog.Events;

namespace Serilog.Sinks.OssAppend;

/// <summary>
/// Reports events that were not stored to the listener that <c>WriteTo.FallbackChain</c> and <c>WriteTo.Fallible</c> set. Never throws.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The event itself goes along while there is one: in the logging call. Of events that were encoded already only a count is left. The
/// listener may block, so delivery never waits for it: it is called by the thread that logs, by the one that notices are reported on, or,
/// where delivery waits for the code that logs, from a queue with a limit.
/// </remarks>
internal sealed class FailureReporter
{
    /// <summary>Most calls that wait for a listener that does not return; further ones are left out.</summary>
    internal const int WaitingMax = 256;

    // The reports that are being made further up on this thread's stack: a listener may log to the sink that it hears of.
    [ThreadStatic]
    private static Report? _innermost;

    private readonly ListenerQueue _queue = new(new WorkThread("LogAppendSink failures", WorkThread.ShortIdle), WaitingMax);
    private volatile ILoggingFailureListener? _listener;

    /// <summary>Whether events come from a thread that only batches wait for, and not from logging calls.</summary>
    internal bool IsForBatches { private get; init; }

    /// <summary>The sink, which listeners know.</summary>
    internal object Sender { private get; set; } = typeof(OssAppendSink);

    internal void SetListener(ILoggingFailureListener listener) => _listener = listener;

    /// <summary>Reports an event that a logging call has lost, or an event in whose place a marker is stored.</summary>
    internal void EventLost(LogEvent logEvent, string message, Exception? error)
    {
        if (_listener is not { } listener)
            return;
        if (!IsForBatches && DeliveryContext.IsCurrent)
            _queue.TryPost(() => Call(listener, LoggingFailureKind.Permanent, message, [logEvent], error));
        else
            Call(listener, LoggingFailureKind.Permanent, message, [logEvent], error);
    }

    /// <summary>Reports events of a batch, also to SelfLog, for a caller that waits for neither.</summary>
    internal void EventsRefused(IReadOnlyCollection<LogEvent> events, string message) => _queue.TryPost(() =>
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{events.Count}. {message}");
        GuardedSelfLog.WriteLine("OssAppend lost events of a batch: {0}", text);
        if (_listener is { } listener)
            Call(listener, LoggingFailureKind.Permanent, message, events, error: null);
    });

    /// <summary>Reports what the queue before a batched sink has dropped, also to SelfLog, for a caller that waits for neither.</summary>
    internal void QueueDropped(string message) => _queue.TryPost(() =>
    {
        GuardedSelfLog.WriteLine("OssAppend {0}", message);
        Failed(LoggingFailureKind.Final, message);
    });

    /// <summary>Reports a failure that is known by number only.</summary>
    internal void Failed(LoggingFailureKind kind, string message, Exception? error = null)
    {
        if (_listener is { } listener)
            Call(listener, kind, message, events: null, error);
    }

    /// <summary>Reports what a notice of the sink's own pipeline says about events, unless they were reported one by one.</summary>
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
            _ => null, // The logging call has reported each of them.
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
