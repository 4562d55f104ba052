using System.Collections.Frozen;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink;

/// <summary>
/// The engine behind the front ends: takes encoded records from any thread, and stores them exactly once and in order in
/// append objects from one background task. Thread-safe. Several front ends may share one.
/// </summary>
/// <remarks>
/// Whoever creates it disposes it: disposal sends what is buffered, within <see cref="OssAppendOptions.ShutdownTimeout"/>,
/// and reports what is left through <see cref="OssAppendOptions.OnNotice"/>; with <see cref="OssAppendOptions.BufferPath"/> it stays on
/// disk for the next start.
/// </remarks>
public sealed class LogPipeline : IAsyncDisposable, IDisposable
{
    private readonly TimeProvider _time;
    private readonly NoticePublisher _notices;
    private readonly PipelineBuffers _buffers;
    private readonly IRecordBuffer _buffer;
    private readonly WriterRegistrations _registrations;
    private readonly AppendWriter _writer;
    private readonly DeliveryTeller _teller;
    private readonly DeliveryTurn _turn;
    private readonly OrphanDeliveries _orphans;
    private readonly DeliveryLoop _loop;
    private readonly IObjectStore _store;
    private readonly CancellationTokenSource _abort = new();
    private readonly PipelineShutdown _shutdown;
    private readonly Task _delivery;
    private int _isLateEventReported;

    private LogPipeline(OssAppendOptions options, PipelineEdges edges, IObjectStore store, PipelineBuffers buffers, LossEncoder? lossEncoder)
    {
        _time = edges.Time;
        EventBodyLimitBytes = options.EventBodyLimitBytes;

        var template = NewTemplate();
        var bucket = Bucket.NameOf(options);
        _store = edges.AtHome(store);
        _buffers = buffers;
        _buffer = _buffers.Current;
        var metrics = new PipelineMetrics(_buffers, () => IsBuilt ? OldestPendingAt : null, options.Bucket ?? "", options.ObjectKey, edges);
        var notices = _notices = new NoticePublisher(options.OnNotice, edges.Time, edges.OpenListenerQueue("LogAppendSink notices"));
        var losses = new LossRecorder(_buffer, lossEncoder, EventBodyLimitBytes, notices, edges.Time);
        _teller = new DeliveryTeller(notices, metrics, losses, options.Bucket ?? "", edges.Time, _buffers.LimitSetting);
        _registrations = new WriterRegistrations(bucket, edges);
        _writer = NewWriter(_buffer, _registrations.Register(_buffers.CurrentPath, _buffer.Unsettled), template);
        _turn = new DeliveryTurn();
        _orphans = new OrphanDeliveries(_buffers, _teller, _turn, _registrations, NewOrphanLoop, edges.Time, _abort.Token);
        _loop = NewLoop(_buffer, _writer, hasGivenWay: false, isSetAside: false);

        _delivery = edges.Start(DeliverAsync);
        _shutdown = new PipelineShutdown(options.ShutdownTimeout, edges, _delivery, _abort, notices, metrics)
        {
            StopIntake = StopIntake,
            Settle = TellEnd,
            Release = Release,
        };

        // In Ceph each writer has objects of its own, also that of an earlier run's spool.
        ObjectKeyTemplate NewTemplate() => ObjectKeyTemplate.Create(options, KeyTokens.For(options, KeyTokens.NewInstance(edges.Time, edges.Random)));

        AppendWriter NewWriter(IRecordBuffer buffer, RegisteredWriter registration, ObjectKeyTemplate template) => new(
            _store,
            new ObjectSeries(template, options.RollingInterval),
            new RollPolicy(options.ObjectSizeLimitBytes, options.ObjectAppendLimit),
            options.OnConflict,
            new IntentNoter(buffer, _teller),
            registration)
        {
            HoldsAccepted = true,
            TakesTurns = true,
        };

        (DeliveryLoop Loop, RegisteredWriter Registration) NewOrphanLoop(OpenSpool spool, bool hasGivenWay)
        {
            var registration = _registrations.Register(spool.Path, spool.Buffer.Unsettled);
            var writer = NewWriter(spool.Buffer, registration, options.Store == StoreKind.CephRgw ? NewTemplate() : template);
            return (NewLoop(spool.Buffer, writer, hasGivenWay, spool.IsSetAside), registration);
        }

        DeliveryLoop NewLoop(IRecordBuffer buffer, AppendWriter writer, bool hasGivenWay, bool isSetAside)
        {
            var isOrphan = buffer != _buffer;
            var settings = DeliverySettings.Of(options);
            var flushes = new FlushWaiters();
            var pace = new DeliveryPace(buffer, settings, new RetrySchedule(edges.Random), flushes, edges) { EndsWhenEmpty = isOrphan };
            return new DeliveryLoop(buffer, writer, new BodyEncoder(options.Compression, mark: (uint)edges.Random.NextInt64(1L << 32)), settings, _teller, pace, flushes, () => _buffers.Account, _buffers.TakeNews, edges.Time)
            {
                Turn = _turn,
                IsOrphan = isOrphan,
                HasGivenWay = hasGivenWay,
                SetAside = isSetAside ? null : () => _orphans!.TrySetAside(buffer),
                Housekeeping = isOrphan ? null : _orphans!.Search, // Made above.
                StartCheck = edges.ChecksAtStart && !isOrphan
                    ? new StartCheck(_store, new ObjectSeries(template, options.RollingInterval), _teller, edges.Time)
                    : null,
            };
        }
    }

    /// <summary>Largest record that <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/> takes, in bytes, its line feed included. Front ends put a short marker in place of a larger one.</summary>
    public int EventBodyLimitBytes { get; }

    /// <summary>How the pipeline does at this moment.</summary>
    public PipelineStatus Status
    {
        get
        {
            var account = _buffers.Account;
            var progress = _teller.Progress;
            return new PipelineStatus
            {
                ReadAt = _time.GetUtcNow(),
                Accepted = account.Accepted,
                Stored = account.Stored,
                DroppedByReason = Enum.GetValues<DropReason>()
                    .Where(reason => account.DroppedByReason[(int)reason] > 0)
                    .ToFrozenDictionary(reason => reason, reason => account.DroppedByReason[(int)reason]),
                Refused = account.Refused,
                Pending = account.Pending,
                PendingBytes = account.PendingBytes,
                StoredBatches = progress.StoredBatches,
                StoredBytes = progress.StoredBytes,
                Conflicts = progress.Conflicts,
                ObjectKey = progress.ObjectKey,
                LastStoredAt = progress.LastStoredAt,
                OldestPendingAt = account.Pending == 0 ? null : OldestPendingAt,
                CurrentFailure = progress.Failure?.Describe(),
                FailingSince = progress.FailingSince,
                LastFailure = progress.LastFailure?.Describe(),
            };
        }
    }

    /// <summary>Earlier runs' events first, which are delivered first; in each buffer those under way are the oldest.</summary>
    private DateTimeOffset? OldestPendingAt => _orphans.Oldest ?? _loop.OldestUnderWay ?? _buffer.OldestUntaken;

    /// <summary>Whether the constructor is done: metrics may be asked for before.</summary>
    private bool IsBuilt => _delivery is not null;

    /// <summary>The delivery task; it may outlive a disposal that ran out of time.</summary>
    internal Task Delivery => _delivery;

    /// <summary>
    /// Checks the settings and starts delivery. Waits for nothing: the store is looked at in the background, by one HEAD and, when no event
    /// comes within 5 s, by an append of nothing at a position that is refused. What is wrong is told by
    /// <see cref="OssAppendOptions.OnNotice"/>, with what to check, also before there is an event.
    /// </summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; all faults together.</exception>
    public static LogPipeline Create(OssAppendOptions options) => Create(options, RealEdges());

    /// <summary>As <see cref="Create(OssAppendOptions)"/>, for a front end whose records are not CLEF.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="lossEncoder">Writes the record that tells of lost events in the log itself. Called from the delivery task.</param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; all faults together.</exception>
    public static LogPipeline Create(OssAppendOptions options, LossEncoder lossEncoder)
    {
        ArgumentNullException.ThrowIfNull(lossEncoder);
        return Create(options, RealEdges(), lossEncoder);
    }

    internal static LogPipeline Create(OssAppendOptions options, PipelineEdges edges, LossEncoder? lossEncoder = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        OssAppendOptionsRules.ThrowIfBroken(options);
        var store = edges.OpenStore(options);
        PipelineBuffers? buffers = null;
        try
        {
            edges = edges.WithHome();
            buffers = PipelineBuffers.Open(options, edges);
            return new LogPipeline(options, edges, store, buffers, lossEncoder);
        }
        catch
        {
            // A bug of ours: there is no pipeline that the caller could dispose.
            (edges.Home as IDisposable)?.Dispose();
            buffers?.Dispose();
            store.Dispose();
            throw;
        }
    }

    private static PipelineEdges RealEdges() => new(TimerThread.Shared, new Random(), Bucket.OpenForDelivery)
    {
        ChecksAtStart = true,
        Objects = ObjectRegistry.OfThisProcess,
    };

    /// <summary>Accepts one encoded record: copies it, or drops it and counts it. Never throws.</summary>
    /// <param name="record">The bytes to store, as UTF-8; a line feed is added where the last byte is none.</param>
    /// <param name="level">How important it is: what is flushed at once and what is shed first.</param>
    /// <returns>Whether it was kept. What was not is counted in <see cref="Status"/> and told once a row of losses.</returns>
    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => TryWrite(record, level, _time.GetUtcNow());

    /// <summary>As above, for a front end that has read the clock for the event already: it is a cost worth avoiding.</summary>
    /// <param name="record">As above.</param>
    /// <param name="level">As above.</param>
    /// <param name="acceptedAt">
    /// The present time, as read at most moments ago from <see cref="TimeProvider.System"/>, which is the pipeline's clock:
    /// <see cref="OssAppendOptions.BufferingTimeLimit"/> and <see cref="PipelineStatus.OldestPendingAt"/> count from it, and objects are named
    /// after it. Not the time of an event that comes from elsewhere or happened earlier, nor that of another clock.
    /// </param>
    /// <returns>As above.</returns>
    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level, DateTimeOffset acceptedAt)
    {
        var isKept = new IncomingRecord(record, level, acceptedAt).LengthBytes <= EventBodyLimitBytes
            ? _buffer.TryWrite(record, level, acceptedAt)
            : _buffer.Reject(DropReason.RecordTooLarge);
        if (!isKept && _shutdown.IsSettled)
            ReportLateEvent();
        return isKept;
    }

    /// <summary>
    /// Counts an event that a front end has lost before there was a record to write: neither it nor a marker in its place could be encoded.
    /// It is in <see cref="PipelineStatus.Refused"/>, not in <see cref="PipelineStatus.Accepted"/>. Never throws.
    /// </summary>
    public void CountRefused() => _buffer.Refuse();

    /// <summary>Completes when every event accepted before the call is stored, or dropped and counted.</summary>
    /// <remarks>
    /// Events of an earlier run are not waited for while they cannot be delivered and later ones can: a notice
    /// <see cref="DeliveryNoticeKind.EventsSetAside"/> reports them, and <see cref="PipelineStatus.Pending"/> counts them.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait, not the delivery: while the store is away, waiting takes as long as that.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _loop.FlushAsync(cancellationToken);

    /// <summary>
    /// Accepts one encoded record and completes when it is in the store: for audit logs, where an event that is not stored is an error.
    /// </summary>
    /// <param name="record">As for <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>.</param>
    /// <param name="level">As for <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the delivery: the record may be stored later.</param>
    /// <exception cref="RecordNotStoredException">The record was refused, or given up; in the task.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended; in the task.</exception>
    /// <remarks>
    /// It is sent without waiting for company, exactly once, as any other. Calls from many threads share requests. A task that fails means
    /// that the record is <em>not known</em> to be stored: writing it again may store it twice.
    /// </remarks>
    public Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken = default)
    {
        // Delivery waits for the code that calls here, so it would wait for itself.
        if (DeliveryContext.IsCurrent)
        {
            CountRefused();
            return Task.FromException(new RecordNotStoredException(
                "It was logged by code that delivery waits for (a credentials provider, an HttpMessageHandler or a formatter)."));
        }

        _loop.BeginWatch();
        var first = _buffer.NextSequence;
        var isKept = TryWrite(record, level);
        var through = _buffer.NextSequence;
        if (isKept)
            return StoredAsync(first, through, cancellationToken);

        _loop.EndWatch(first, through);
        var lengthBytes = new IncomingRecord(record, level, default).LengthBytes;
        return Task.FromException(new RecordNotStoredException(
            lengthBytes > EventBodyLimitBytes
                ? $"It takes {lengthBytes} bytes, and EventBodyLimitBytes is {EventBodyLimitBytes}."
                : $"The pipeline is disposed or has failed, or its buffer is full ({_buffers.LimitSetting}) or cannot be written." + Failure()));
    }

    /// <summary>As <see cref="DisposeAsync"/>, blocking for at most <see cref="OssAppendOptions.ShutdownTimeout"/> and a second.</summary>
    public void Dispose() => _shutdown.Run();

    /// <summary>
    /// Refuses further events, sends what is buffered within <see cref="OssAppendOptions.ShutdownTimeout"/>, and counts and reports
    /// the rest, which is lost without a spool. Completes within that time and a second, whatever the store, the disk and listeners do. May
    /// be called twice.
    /// </summary>
    public ValueTask DisposeAsync() => new(_shutdown.RunAsync());

    private async Task DeliverAsync()
    {
        try
        {
            _teller.Tell(_buffers.News);
            _orphans.Start();
            await DeliverOwnAsync().ConfigureAwait(false);
            await _orphans.WhenAllAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug of ours must not take the host down, nor pass in silence.
        catch (Exception) when (_abort.IsCancellationRequested)
        {
            // Shutdown counts what is left, and takes the store away from under a delivery that outlives it.
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _buffer.Close(DropReason.PipelineFailed);
            _teller.TellFailure(exception, _buffers.Leave(DropReason.PipelineFailed));
            _loop.Abandon();
        }
    }

    /// <summary>In its turn, which it passes on when it waits.</summary>
    private async Task DeliverOwnAsync()
    {
        await _turn.TakeAsync().ConfigureAwait(false);
        try
        {
            await _loop.RunAsync(_abort.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Pass();
        }
    }

    /// <summary>
    /// Completes when the records are settled. The thread of delivery completes it: a caller that blocks on it needs no thread of the pool.
    /// </summary>
    private Task StoredAsync(long first, long through, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var onCancel = cancellationToken.UnsafeRegister(static (stored, token) => ((TaskCompletionSource)stored!).TrySetCanceled(token), stored);
        _loop.OnSettled(through, () =>
        {
            onCancel.Unregister();

            // Of records written at the same moment it is not known which one was lost: each caller gets the exception.
            if (!_loop.EndWatch(first, through))
                stored.TrySetResult();
            else
                stored.TrySetException(new RecordNotStoredException("It was not stored before RetryTimeLimit or ShutdownTimeout was over, was damaged in the spool, or the pipeline has failed." + Failure()));
        });
        return stored.Task;
    }

    /// <summary>Once a pipeline: no delivery will report it. Not on the thread that logs, which must not run the listener.</summary>
    private void ReportLateEvent()
    {
        if (Interlocked.Exchange(ref _isLateEventReported, 1) == 0)
        {
            _notices.Publish(new DeliveryNotice(
                DeliveryNoticeKind.EventsDropped,
                "An event was logged after its pipeline was disposed, and is lost. Those that follow are counted and not reported. Log before the logger is closed, or close it later.")
            { EventCount = 1, Reason = DropReason.Closed });
        }
    }

    private string Failure() => _teller.Progress.LastFailure is { } failure ? " " + failure.Describe() : "";

    private void StopIntake()
    {
        _buffer.Close(DropReason.Closed);
        _orphans.Drain();
        _loop.Drain();
    }

    /// <summary>Counts and tells what is left.</summary>
    private void TellEnd(TimeSpan shutdownTimeout)
    {
        // What was dropped since the last batch is told too; then what is left.
        _teller.Tell(_buffers.TakeNews());
        _teller.TellLastDrops(_buffers.Account);
        var leftover = _buffers.Leave(DropReason.Shutdown);
        _loop.Abandon();
        _teller.TellLeftover(leftover, _writer.State.IsAnyInDoubt, shutdownTimeout);
    }

    /// <summary>Lets go of everything. The last flush of a spool can take as long as the disk does.</summary>
    private void Release()
    {
        _registrations.CloseAll();
        _store.Dispose();
        _buffers.Dispose();
    }
}
