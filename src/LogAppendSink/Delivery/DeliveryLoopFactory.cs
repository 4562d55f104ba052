using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Composes the delivery loops of a pipeline: one for its own buffer, and one for each orphaned spool. Owned by the delivery task.
/// </summary>
internal sealed class DeliveryLoopFactory(
    OssAppendOptions options,
    PipelineEdges edges,
    IAppendStore store,
    PipelineBuffers buffers,
    DeliveryReporter reporter,
    WriterRegistrations registrations,
    DeliveryTurn turn)
{
    private readonly DeliverySettings _settings = DeliverySettings.Of(options);
    private readonly ObjectKeyTemplate _template = NewTemplate(options, edges);

    /// <summary>Composes the loop of the pipeline's own buffer.</summary>
    /// <param name="flushes">The callers that wait until events of this buffer are stored or dropped.</param>
    /// <param name="orphans">
    /// Adopts orphaned spools while the loop runs. Sets aside an unresolved append of an earlier run if it cannot be delivered.
    /// </param>
    internal DeliveryLoop NewOwnLoop(FlushWaiters flushes, OrphanDeliveries orphans)
    {
        var registration = registrations.Register(buffers.CurrentPath, buffers.Current.Unsettled);
        return NewLoop(
            new LoopRole(() => orphans.TrySetAside(buffers.Current), orphans.Search),
            buffers.Current,
            NewWriter(buffers.Current, registration, _template),
            flushes);
    }

    /// <summary>Composes the loop of an orphaned spool, or of a spool that was set aside.</summary>
    internal (DeliveryLoop Loop, RegisteredWriter Registration) NewOrphanLoop(OpenSpool spool, bool hasYielded, OrphanDeliveries orphans)
    {
        var registration = registrations.Register(spool.Path, spool.Buffer.Unsettled);

        // If creation is not exclusive, each writer has its own objects, including the writer of an earlier run's spool.
        var template = store.Promises.IsCreationExclusive ? _template : NewTemplate(options, edges);
        var role = new LoopRole(spool.IsSetAside ? null : () => orphans.TrySetAside(spool.Buffer), Search: null)
        {
            IsOrphan = true,
            HasYielded = hasYielded,
        };
        return (NewLoop(role, spool.Buffer, NewWriter(spool.Buffer, registration, template), new FlushWaiters()), registration);
    }

    private static ObjectKeyTemplate NewTemplate(OssAppendOptions options, PipelineEdges edges) =>
        ObjectKeyTemplate.Create(options, KeyTokens.For(options, KeyTokens.NewInstance(edges.Time, edges.Random)));

    private AppendWriter NewWriter(IRecordBuffer buffer, RegisteredWriter registration, ObjectKeyTemplate template) => new(
        store,
        new ObjectSeries(template, options.RollingInterval),
        new RollPolicy(options.ObjectSizeLimitBytes, options.ObjectAppendLimit, options.OnConflict),
        new IntentRecorder(buffer, reporter),
        registration)
    {
        HoldsAccepted = true,
        TakesTurns = true,
    };

    private DeliveryLoop NewLoop(LoopRole role, IRecordBuffer buffer, AppendWriter writer, FlushWaiters flushes)
    {
        var retryTimeLimit = _settings.RetryTimeLimit;
        var pace = new DeliveryPace(buffer, _settings, new RetrySchedule(edges.Random), flushes, edges) { EndsWhenEmpty = role.IsOrphan };
        var patience = new DeliveryPatience(buffer, pace, turn, reporter, edges.Time)
        {
            IsOrphan = role.IsOrphan,
            HasYielded = role.HasYielded,
        };
        var outcomes = new DeliveryOutcomes(buffer, buffers, flushes, pace, patience, reporter, edges.Time);
        var encoder = new BodyEncoder(options.Compression, mark: (uint)edges.Random.NextInt64(1L << 32));
        var batches = new BatchesInFlight(buffer, encoder, _settings.BatchLimits, pace);
        var inherited = new InheritedAppend(buffer, writer, outcomes, pace, patience, retryTimeLimit, edges.Time)
        {
            SetAside = role.SetAside,
        };
        var delivery = new BatchDelivery(writer, batches, outcomes, pace, patience, retryTimeLimit, edges.Time);
        return new DeliveryLoop(buffer, inherited, batches, delivery, outcomes, pace, patience)
        {
            Housekeeping = role.Search,
            StartCheck = edges.ChecksAtStart && !role.IsOrphan
                ? new StartCheck(store, new ObjectSeries(_template, options.RollingInterval), reporter, edges.Time)
                : null,
        };
    }

    /// <summary>The behavior that depends on the loop: own buffer or orphaned spool.</summary>
    private sealed record LoopRole(Func<long?>? SetAside, Action? Search)
    {
        internal bool IsOrphan { get; init; }

        internal bool HasYielded { get; init; }
    }
}
