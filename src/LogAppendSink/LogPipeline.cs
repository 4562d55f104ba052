using System.Collections.Frozen;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using LogAppendSink.Threading;

namespace LogAppendSink;

/// <summary>
/// The engine behind the front ends. It accepts encoded records from any thread and stores them exactly once, in order, in
/// append objects, from one background task. Thread-safe. Several front ends may share one pipeline.
/// </summary>
/// <remarks>
/// The code that creates a pipeline must dispose it. Disposal sends buffered events within <see cref="OssAppendOptions.ShutdownTimeout"/>
/// and reports the rest to <see cref="OssAppendOptions.OnNotice"/>. With <see cref="OssAppendOptions.BufferPath"/>, the rest stays on
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
    private readonly DeliveryReporter _reporter;
    private readonly DeliveryTurn _turn;
    private readonly OrphanDeliveries _orphans;
    private readonly DeliveryLoop _loop;
    private readonly IAppendStore _store;
    private readonly CancellationTokenSource _abort = new();
    private readonly PipelineShutdown _shutdown;
    private readonly Task _delivery;
    private int _isLateEventReported;

    private LogPipeline(OssAppendOptions options, PipelineEdges edges, IAppendStore store, PipelineBuffers buffers, LossEncoder? lossEncoder)
    {
        _time = edges.Time;
        EventBodyLimitBytes = options.EventBodyLimitBytes;

        var template = NewTemplate();
        var bucket = Bucket.NameOf(options);
        _store = edges.AtHome(store);
        _buffers = buffers;
        _buffer = _buffers.Current;
        var metrics = new PipelineMetrics(_buffers, () => IsBuilt ? OldestPendingAt : null, options.PlaceName, options.ObjectKey, edges);
        var notices = _notices = new NoticePublisher(options.OnNotice, edges.Time, edges.OpenListenerQueue("LogAppendSink notices"));
        var losses = new LossRecorder(_buffer, lossEncoder, EventBodyLimitBytes, notices, edges.Time);
        _reporter = new DeliveryReporter(notices, metrics, losses, options.PlaceName, edges.Time, _buffers.LimitSetting);
        _registrations = new WriterRegistrations(bucket, edges);
        _writer = NewWriter(_buffer, _registrations.Register(_buffers.CurrentPath, _buffer.Unsettled), template);
        _turn = new DeliveryTurn();
        _orphans = new OrphanDeliveries(_buffers, _reporter, _turn, _registrations, NewOrphanLoop, edges.Time, _abort.Token);
        _loop = NewLoop(_buffer, _writer, hasYielded: false, isSetAside: false);

        _delivery = edges.Start(DeliverAsync);
        _shutdown = new PipelineShutdown(options.ShutdownTimeout, edges, _delivery, _abort, notices, metrics)
        {
            StopIntake = StopIntake,
            Settle = ReportEnd,
            Release = Release,
        };

        // In Ceph, each writer has its own objects, including the writer of an earlier run's spool.
        ObjectKeyTemplate NewTemplate() => ObjectKeyTemplate.Create(options, KeyTokens.For(options, KeyTokens.NewInstance(edges.Time, edges.Random)));

        AppendWriter NewWriter(IRecordBuffer buffer, RegisteredWriter registration, ObjectKeyTemplate template) => new(
            _store,
            new ObjectSeries(template, options.RollingInterval),
            new RollPolicy(options.ObjectSizeLimitBytes, options.ObjectAppendLimit, options.OnConflict),
            new IntentRecorder(buffer, _reporter),
            registration)
        {
            HoldsAccepted = true,
            TakesTurns = true,
        };

        (DeliveryLoop Loop, RegisteredWriter Registration) NewOrphanLoop(OpenSpool spool, bool hasYielded)
        {
            var registration = _registrations.Register(spool.Path, spool.Buffer.Unsettled);
            var writer = NewWriter(spool.Buffer, registration, !_store.Promises.IsCreationExclusive ? NewTemplate() : template);
            return (NewLoop(spool.Buffer, writer, hasYielded, spool.IsSetAside), registration);
        }

        DeliveryLoop NewLoop(IRecordBuffer buffer, AppendWriter writer, bool hasYielded, bool isSetAside)
        {
            var isOrphan = buffer != _buffer;
            var settings = DeliverySettings.Of(options);
            var flushes = new FlushWaiters();
            var pace = new DeliveryPace(buffer, settings, new RetrySchedule(edges.Random), flushes, edges) { EndsWhenEmpty = isOrphan };
            return new DeliveryLoop(buffer, writer, new BodyEncoder(options.Compression, mark: (uint)edges.Random.NextInt64(1L << 32)), settings, _reporter, pace, flushes, () => _buffers.Account, _buffers.TakeNews, edges.Time)
            {
                Turn = _turn,
                IsOrphan = isOrphan,
                HasYielded = hasYielded,
                SetAside = isSetAside ? null : () => _orphans!.TrySetAside(buffer),
                Housekeeping = isOrphan ? null : _orphans!.Search, // Made above.
                StartCheck = edges.ChecksAtStart && !isOrphan
                    ? new StartCheck(_store, new ObjectSeries(template, options.RollingInterval), _reporter, edges.Time)
                    : null,
            };
        }
    }

    /// <summary>Largest record that <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/> takes, in bytes, its line feed included. Front ends put a short marker in place of a larger one.</summary>
    public int EventBodyLimitBytes { get; }

    /// <summary>A snapshot of the pipeline: its account, its current object, and its failures.</summary>
    public PipelineStatus Status
    {
        get
        {
            var account = _buffers.Account;
            var progress = _reporter.Progress;
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

    /// <summary>Events of earlier runs are delivered first. In each buffer, events in flight are the oldest.</summary>
    private DateTimeOffset? OldestPendingAt => _orphans.Oldest ?? _loop.OldestInFlight ?? _buffer.OldestUntaken;

    /// <summary>Whether the constructor has completed. Metrics can be read before.</summary>
    private bool IsBuilt => _delivery is not null;

    /// <summary>The delivery task; it may outlive a disposal that ran out of time.</summary>
    internal Task Delivery => _delivery;

    /// <summary>
    /// Validates the settings and starts delivery. Does not wait for the store: a background check sends one HEAD request and, if no event
    /// arrives within 5 s, an empty append at a position that the store must reject. Problems are reported to
    /// <see cref="OssAppendOptions.OnNotice"/>, with the fix, even before the first event.
    /// </summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid. The message lists all faults.</exception>
    public static LogPipeline Create(OssAppendOptions options) => Create(options, RealEdges());

    /// <summary>As <see cref="Create(OssAppendOptions)"/>, for a front end whose records are not CLEF.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="lossEncoder">Writes the record that reports lost events in the log itself. Called from the delivery task.</param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid. The message lists all faults.</exception>
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
            // A bug: the caller has no pipeline to dispose.
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
    /// <param name="record">The bytes to store, as UTF-8. A line feed is added if the record does not end with one.</param>
    /// <param name="level">The importance: <see cref="RecordLevel.Fatal"/> is sent at once, and lower levels are dropped first.</param>
    /// <returns>Whether the record was accepted into the buffer. Otherwise <see cref="Status"/> counts it, and a notice reports it.</returns>
    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => TryWrite(record, level, _time.GetUtcNow());

    /// <summary>As <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>, for a front end that has already read the clock for the event.</summary>
    /// <param name="record">As above.</param>
    /// <param name="level">As above.</param>
    /// <param name="acceptedAt">
    /// The current time of <see cref="TimeProvider.System"/>, read for this event. <see cref="OssAppendOptions.BufferingTimeLimit"/> and
    /// <see cref="PipelineStatus.OldestPendingAt"/> count from it, and it decides the object's name. Do not pass the time of an event from
    /// elsewhere, or the time of another clock.
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
    /// Counts an event that a front end could not encode, and for which it could not write a marker either.
    /// <see cref="PipelineStatus.Refused"/> includes it, <see cref="PipelineStatus.Accepted"/> does not. Never throws.
    /// </summary>
    public void CountRefused() => _buffer.Refuse();

    /// <summary>Completes when every event accepted before the call is stored, or dropped and counted.</summary>
    /// <remarks>
    /// It does not wait for events of an earlier run that cannot be delivered while later ones can. A notice
    /// <see cref="DeliveryNoticeKind.EventsSetAside"/> reports them, and <see cref="PipelineStatus.Pending"/> counts them.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait, not the delivery. Without it, the wait lasts until the store recovers.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default) => _loop.FlushAsync(cancellationToken);

    /// <summary>
    /// Accepts one encoded record and completes when it is stored. For audit logs, where an event that is not stored is an error.
    /// </summary>
    /// <param name="record">As for <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>.</param>
    /// <param name="level">As for <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the delivery. The record may be stored later.</param>
    /// <exception cref="RecordNotStoredException">The task fails because the record was refused or dropped.</exception>
    /// <exception cref="OperationCanceledException">The task is cancelled because the token was.</exception>
    /// <remarks>
    /// It is sent without waiting for more events, exactly once. Calls from many threads share requests. A task that fails means
    /// that the record is <em>not known</em> to be stored: writing it again may store it twice.
    /// </remarks>
    public Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken = default)
    {
        // Delivery waits for the calling code, so it would wait for itself.
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
            _reporter.Report(_buffers.News);
            _orphans.Start();
            await DeliverOwnAsync().ConfigureAwait(false);
            await _orphans.WhenAllAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug must not end the host process, and must be reported.
        catch (Exception) when (_abort.IsCancellationRequested)
        {
            // Shutdown counts the rest, and disposes the store under a delivery that has not ended.
        }
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _buffer.Close(DropReason.PipelineFailed);
            _reporter.ReportFailure(exception, _buffers.Leave(DropReason.PipelineFailed));
            _loop.Abandon();
        }
    }

    /// <summary>Runs the loop in its turn. The loop passes its turn on while it waits.</summary>
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
    /// Completes when the records are settled. The delivery thread completes the task, so a caller that blocks on it needs no pool thread.
    /// </summary>
    private Task StoredAsync(long first, long through, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var onCancel = cancellationToken.UnsafeRegister(static (stored, token) => ((TaskCompletionSource)stored!).TrySetCanceled(token), stored);
        _loop.OnSettled(through, () =>
        {
            onCancel.Unregister();

            // If records were written concurrently, the lost one is unknown: each caller gets the exception.
            if (!_loop.EndWatch(first, through))
                stored.TrySetResult();
            else
                stored.TrySetException(new RecordNotStoredException("It was not stored before RetryTimeLimit or ShutdownTimeout expired, was damaged in the spool, or the pipeline has failed." + Failure()));
        });
        return stored.Task;
    }

    /// <summary>Reports it once per pipeline, because delivery has ended. The logging thread must not run the listener.</summary>
    private void ReportLateEvent()
    {
        if (Interlocked.Exchange(ref _isLateEventReported, 1) == 0)
        {
            _notices.Publish(new DeliveryNotice(
                DeliveryNoticeKind.EventsDropped,
                "An event was logged after its pipeline was disposed, and is lost. Later ones are counted but not reported. Close the logger after the last event.")
            { EventCount = 1, Reason = DropReason.Closed });
        }
    }

    private string Failure() => _reporter.Progress.LastFailure is { } failure ? " " + failure.Describe() : "";

    private void StopIntake()
    {
        _buffer.Close(DropReason.Closed);
        _orphans.Drain();
        _loop.Drain();
    }

    /// <summary>Counts and reports the remaining events.</summary>
    private void ReportEnd(TimeSpan shutdownTimeout)
    {
        // First the drops since the last batch, then the remaining events.
        _reporter.Report(_buffers.TakeNews());
        _reporter.ReportLastDrops(_buffers.Account);
        var leftover = _buffers.Leave(DropReason.Shutdown);
        _loop.Abandon();
        _reporter.ReportLeftover(leftover, _writer.State.IsAnyInDoubt, shutdownTimeout);
    }

    /// <summary>Releases all resources. The last flush of a spool takes as long as the disk needs.</summary>
    private void Release()
    {
        _registrations.CloseAll();
        _store.Dispose();
        _buffers.Dispose();
    }
}
