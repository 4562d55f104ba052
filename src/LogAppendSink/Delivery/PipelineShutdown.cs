using System.Globalization;
using LogAppendSink.Threading;

namespace LogAppendSink.Delivery;

/// <summary>
/// Ends a pipeline once, within a time limit that the store, the disk and listeners cannot extend: stop intake, drain, abort,
/// settle the account, release resources, and wait for the listeners.
/// </summary>
/// <param name="timeout">The time limit for draining. <see cref="Grace"/> limits each later step.</param>
/// <param name="edges">The clock and the threads.</param>
/// <param name="delivery">The delivery, which is aborted when the time limit expires.</param>
/// <param name="notices">Publishes the last notices.</param>
/// <param name="metrics">Disposed at the end.</param>
internal sealed class PipelineShutdown(
    TimeSpan timeout, PipelineEdges edges, PipelineDelivery delivery, NoticePublisher notices, PipelineMetrics metrics)
{
    /// <summary>The time in which a step may still end after its time limit has expired. Then it is abandoned.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();

    // A timer or a listener's thread may end the last wait. Callers continue on other threads, because their code could block the
    // process's timers.
    private readonly TaskCompletionSource _shutdown = new(edges.Continuations);
    private bool _hasBegun;
    private Task? _release;
    private int _isSettled;
    private int _isLateEventReported;

    /// <summary>Releases the store and the buffers. It may block as long as the disk does.</summary>
    internal required Action Release { private get; init; }

    /// <summary>Shuts down, blocking.</summary>
    internal void Run()
    {
        // Starts on this thread, which waits with its own limit: with a test's clock, no timer ends the wait.
        var shutdown = RunAsync();
        if (shutdown.Wait(timeout + Grace))
            return;

        delivery.Abort();
        if (shutdown.Wait(3 * Grace))
            return;

        SettleOnce();
        ReleaseAsync().Wait(Grace);
    }

    /// <summary>Shuts down; the same task for all callers.</summary>
    internal Task RunAsync()
    {
        lock (_gate)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                _ = RunOnceAsync();
            }
        }

        return _shutdown.Task;
    }

    /// <summary>
    /// Reports an event that was rejected after the account was settled, once, because delivery no longer does. Thread-safe. The logging
    /// thread does not run the listener.
    /// </summary>
    internal void ReportIfLate()
    {
        if (Volatile.Read(ref _isSettled) == 0 || Interlocked.Exchange(ref _isLateEventReported, 1) == 1)
            return;

        const string message = "An event was logged after its pipeline was disposed, and is lost. "
            + "Later ones are counted but not reported. Close the logger after the last event.";
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.EventsDropped, message) { EventCount = 1, Reason = DropReason.Closed });
    }

    private async Task RunOnceAsync()
    {
        try
        {
            await ShutDownAsync().ConfigureAwait(false);
            _shutdown.SetResult();
        }
#pragma warning disable CA1031 // The task of the callers carries it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _shutdown.TrySetException(exception);
        }
    }

    private async Task ShutDownAsync()
    {
        var startedAt = edges.Time.GetTimestamp();
        delivery.StopIntake();
        if (!await CompletesWithinAsync(delivery.Completion, timeout).ConfigureAwait(false))
        {
            // This ends waits of the engine only. Tokens of user code are cancelled on another thread.
            delivery.Abort();
            await CompletesWithinAsync(delivery.Completion, Grace).ConfigureAwait(false);
        }

        // A timer or delivery continues this method, and the next steps may block.
        await edges.OpenQueue("LogAppendSink shutdown").EnterAsync();
        SettleOnce();

        var released = ReleaseAsync();
        if (!await CompletesWithinAsync(released, Remaining(startedAt)).ConfigureAwait(false))
        {
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"The last flush of the spool did not end within ShutdownTimeout ({timeout:c}) and continues in the background. ");
            notices.Publish(new DeliveryNotice(
                DeliveryNoticeKind.SpoolUnavailable,
                message + "Until it ends, the events in it survive the death of the process, not the loss of power."));
        }

        metrics.Dispose();
        await CompletesWithinAsync(Task.WhenAll(notices.DrainAsync(), metrics.DrainAsync()), Remaining(startedAt)).ConfigureAwait(false);
        (edges.Home as IDisposable)?.Dispose();
    }

    private void SettleOnce()
    {
        if (Interlocked.Exchange(ref _isSettled, 1) == 0)
            delivery.Settle(timeout);
    }

    private Task ReleaseAsync()
    {
        lock (_gate)
            return _release ??= ReleaseOnceAsync();
    }

    private async Task ReleaseOnceAsync()
    {
        await edges.OpenQueue("LogAppendSink release").EnterAsync();
        Release();
    }

    private TimeSpan Remaining(long startedAt)
    {
        var remaining = timeout - edges.Time.GetElapsedTime(startedAt);
        return remaining > Grace ? remaining : Grace;
    }

    private async Task<bool> CompletesWithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, edges.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
