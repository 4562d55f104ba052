using LogAppendSink.Delivery;
using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>Composes a pipeline and starts its delivery.</summary>
internal static class LogPipelineBuilder
{
    /// <param name="options">The settings, which are valid.</param>
    /// <param name="edges">The environment.</param>
    /// <param name="lossEncoder">Writes the record that reports lost events; null for CLEF.</param>
    internal static LogPipeline Build(OssAppendOptions options, PipelineEdges edges, LossEncoder? lossEncoder)
    {
        var store = edges.OpenStore(options);
        PipelineBuffers? buffers = null;
        try
        {
            edges = edges.WithHome();
            buffers = PipelineBuffers.Open(options, edges);
            return Compose(options, edges, edges.AtHome(store), buffers, lossEncoder);
        }
        catch
        {
            // A bug: the caller has no pipeline to dispose.
            (edges.Home as IDisposable)?.Dispose();
            buffers?.Dispose();
            store.Dispose();
            throw;
        }
    }

    private static LogPipeline Compose(
        OssAppendOptions options, PipelineEdges edges, IAppendStore store, PipelineBuffers buffers, LossEncoder? lossEncoder)
    {
        var metrics = new PipelineMetrics(options.PlaceName, options.ObjectKey, edges);
        var notices = new NoticePublisher(options.OnNotice, edges.Time, edges.OpenListenerQueue("LogAppendSink notices"));
        var losses = new LossRecorder(buffers.Current, lossEncoder, options.EventBodyLimitBytes, notices, edges.Time);
        var reporter = new DeliveryReporter(notices, metrics, losses, options.PlaceName, edges.Time, buffers.LimitSetting);

        var abort = new CancellationTokenSource();
        var turn = new DeliveryTurn();
        var flushes = new FlushWaiters();
        var registrations = new WriterRegistrations(Bucket.NameOf(options), edges);
        var loops = new DeliveryLoopFactory(options, edges, store, buffers, reporter, registrations, turn);
        var orphans = new OrphanDeliveries(buffers, reporter, turn, registrations, loops, edges.Time, abort.Token);
        var delivery = new PipelineDelivery(buffers, loops.NewOwnLoop(flushes, orphans), orphans, turn, reporter, abort);
        var shutdown = new PipelineShutdown(options.ShutdownTimeout, edges, delivery, notices, metrics)
        {
            // The last flush of a spool takes as long as the disk needs.
            Release = () =>
            {
                registrations.CloseAll();
                store.Dispose();
                buffers.Dispose();
            },
        };

        metrics.Publish(() => buffers.Account, () => delivery.OldestPendingAt);
        delivery.Start(edges);
        return new LogPipeline(options.EventBodyLimitBytes, edges.Time, buffers, flushes, delivery, shutdown);
    }
}
