namespace LogAppendSink.Delivery;

/// <summary>
/// The delivery of a pipeline: its own buffer and the orphaned spools, until shutdown or a failure. Runs on the delivery thread; its
/// members are thread-safe.
/// </summary>
/// <param name="buffers">The buffers. The pipeline disposes them.</param>
/// <param name="loop">Delivers the pipeline's own buffer.</param>
/// <param name="orphans">Deliver the orphaned spools.</param>
/// <param name="turn">The turn of all loops.</param>
/// <param name="reporter">Reports failures and the remaining events.</param>
/// <param name="abort">Ends delivery. Not disposed, because delivery may outlive the pipeline.</param>
internal sealed class PipelineDelivery(
    PipelineBuffers buffers,
    DeliveryLoop loop,
    OrphanDeliveries orphans,
    DeliveryTurn turn,
    DeliveryReporter reporter,
    CancellationTokenSource abort)
{
    /// <summary>The delivery task. It may outlive a shutdown that ran out of time.</summary>
    internal Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>The progress of delivery.</summary>
    internal DeliveryProgress Progress => reporter.Progress;

    /// <summary>
    /// The time when the oldest pending event was accepted; null if none. Events of earlier runs are delivered first. In each
    /// buffer, events in flight are the oldest.
    /// </summary>
    internal DateTimeOffset? OldestPendingAt => orphans.Oldest ?? loop.OldestInFlight ?? buffers.Current.OldestUntaken;

    /// <summary>Starts the delivery task, once.</summary>
    internal void Start(PipelineEdges edges) => Completion = edges.Start(DeliverAsync);

    /// <summary>Refuses further events, and lets delivery end when the buffer is empty.</summary>
    internal void StopIntake()
    {
        buffers.Current.Close(DropReason.Closed);
        orphans.Drain();
        loop.Drain();
    }

    /// <summary>Ends delivery at its next wait or response.</summary>
    internal void Abort() => abort.Cancel();

    /// <summary>Counts and reports the remaining events, after <paramref name="shutdownTimeout"/>.</summary>
    internal void Settle(TimeSpan shutdownTimeout)
    {
        // First the drops since the last batch, then the remaining events.
        reporter.Report(buffers.TakeNotices());
        reporter.ReportLastDrops(buffers.Account);
        var leftover = buffers.Leave(DropReason.Shutdown);
        loop.Abandon();
        reporter.ReportLeftover(leftover, loop.IsAnyInDoubt, shutdownTimeout);
    }

    private async Task DeliverAsync()
    {
        try
        {
            reporter.Report(buffers.OpeningNotices);
            orphans.Start();
            await DeliverOwnAsync().ConfigureAwait(false);
            await orphans.WhenAllAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug must not end the host process, and must be reported.
        catch (Exception) when (abort.IsCancellationRequested)
        {
            // Shutdown counts the rest, and disposes the store under a delivery that has not ended.
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            buffers.Current.Close(DropReason.PipelineFailed);
            reporter.ReportFailure(exception, buffers.Leave(DropReason.PipelineFailed));
            loop.Abandon();
        }
    }

    /// <summary>Runs the loop in its turn. The loop passes its turn on while it waits.</summary>
    private async Task DeliverOwnAsync()
    {
        await turn.TakeAsync().ConfigureAwait(false);
        try
        {
            await loop.RunAsync(abort.Token).ConfigureAwait(false);
        }
        finally
        {
            turn.Pass();
        }
    }
}
