using System.Collections.Frozen;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Delivery;
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
    private const string Lost =
        "It was not stored before RetryTimeLimit or ShutdownTimeout expired, was damaged in the spool, or the pipeline has failed.";

    private readonly TimeProvider _time;
    private readonly PipelineBuffers _buffers;
    private readonly FlushWaiters _flushes;
    private readonly PipelineDelivery _delivery;
    private readonly PipelineShutdown _shutdown;

    /// <param name="eventBodyLimitBytes">The largest record, in bytes.</param>
    /// <param name="time">The clock.</param>
    /// <param name="buffers">Accept records.</param>
    /// <param name="flushes">The waits for records of the current buffer.</param>
    /// <param name="delivery">Stores the records; started.</param>
    /// <param name="shutdown">Ends delivery and releases all resources.</param>
    internal LogPipeline(
        int eventBodyLimitBytes,
        TimeProvider time,
        PipelineBuffers buffers,
        FlushWaiters flushes,
        PipelineDelivery delivery,
        PipelineShutdown shutdown)
    {
        EventBodyLimitBytes = eventBodyLimitBytes;
        _time = time;
        _buffers = buffers;
        _flushes = flushes;
        _delivery = delivery;
        _shutdown = shutdown;
    }

    /// <summary>
    /// Largest record that <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/> takes, in bytes, its line feed included. Front ends
    /// put a short marker in place of a larger one.
    /// </summary>
    public int EventBodyLimitBytes { get; }

    /// <summary>A snapshot of the pipeline: its account, its current object, and its failures.</summary>
    public PipelineStatus Status
    {
        get
        {
            var account = _buffers.Account;
            var progress = _delivery.Progress;
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
                OldestPendingAt = account.Pending == 0 ? null : _delivery.OldestPendingAt,
                CurrentFailure = progress.Failure?.Describe(),
                FailingSince = progress.FailingSince,
                LastFailure = progress.LastFailure?.Describe(),
            };
        }
    }

    /// <summary>The delivery task; it may outlive a disposal that ran out of time.</summary>
    internal Task Delivery => _delivery.Completion;

    private IRecordBuffer Buffer => _buffers.Current;

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
        return LogPipelineBuilder.Build(options, edges, lossEncoder);
    }

    private static PipelineEdges RealEdges() => new(TimerThread.Shared, new Random(), Bucket.OpenForDelivery)
    {
        ChecksAtStart = true,
        Objects = ObjectRegistry.OfThisProcess,
    };

    /// <summary>Accepts one encoded record: copies it, or drops it and counts it. Never throws.</summary>
    /// <param name="record">The bytes to store, as UTF-8. A line feed is added if the record does not end with one.</param>
    /// <param name="level">The importance: <see cref="RecordLevel.Fatal"/> is sent at once, and lower levels are dropped first.</param>
    /// <returns>
    /// Whether the record was accepted into the buffer. Otherwise <see cref="Status"/> counts it, and a notice reports it.
    /// </returns>
    public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => TryWrite(record, level, _time.GetUtcNow());

    /// <summary>
    /// As <see cref="TryWrite(ReadOnlySpan{byte}, RecordLevel)"/>, for a front end that has already read the clock for the event.
    /// </summary>
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
            ? Buffer.TryWrite(record, level, acceptedAt)
            : Buffer.Reject(DropReason.RecordTooLarge);
        if (!isKept)
            _shutdown.ReportIfLate();
        return isKept;
    }

    /// <summary>
    /// Counts an event that a front end could not encode, and for which it could not write a marker either.
    /// <see cref="PipelineStatus.Refused"/> includes it, <see cref="PipelineStatus.Accepted"/> does not. Never throws.
    /// </summary>
    public void CountRefused() => Buffer.Refuse();

    /// <summary>Completes when every event accepted before the call is stored, or dropped and counted.</summary>
    /// <remarks>
    /// It does not wait for events of an earlier run that cannot be delivered while later ones can. A notice
    /// <see cref="DeliveryNoticeKind.EventsSetAside"/> reports them, and <see cref="PipelineStatus.Pending"/> counts them.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait, not the delivery. Without it, the wait lasts until the store recovers.</param>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var settled = _flushes.WaitAsync(Buffer.NextSequence, cancellationToken);
        Buffer.Wake();
        return settled;
    }

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

        _flushes.BeginWatch();
        var first = Buffer.NextSequence;
        var isKept = TryWrite(record, level);
        var through = Buffer.NextSequence;
        if (isKept)
            return StoredAsync(first, through, cancellationToken);

        _flushes.EndWatch(first, through);
        var lengthBytes = new IncomingRecord(record, level, default).LengthBytes;
        var problem = lengthBytes > EventBodyLimitBytes
            ? $"It takes {lengthBytes} bytes, and EventBodyLimitBytes is {EventBodyLimitBytes}."
            : $"The pipeline is disposed or has failed, or its buffer is full ({_buffers.LimitSetting}) or cannot be written.{Failure()}";
        return Task.FromException(new RecordNotStoredException(problem));
    }

    /// <summary>As <see cref="DisposeAsync"/>, blocking for at most <see cref="OssAppendOptions.ShutdownTimeout"/> and a second.</summary>
    public void Dispose() => _shutdown.Run();

    /// <summary>
    /// Refuses further events, sends the buffered events within <see cref="OssAppendOptions.ShutdownTimeout"/>, and counts and reports
    /// the rest, which is lost without a spool. Completes within that time and a second, whatever the store, the disk and listeners do. May
    /// be called twice.
    /// </summary>
    public ValueTask DisposeAsync() => new(_shutdown.RunAsync());

    /// <summary>
    /// Completes when the records are settled. The delivery thread completes the task, so a caller that blocks on it needs no pool thread.
    /// </summary>
    private Task StoredAsync(long first, long through, CancellationToken cancellationToken)
    {
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var onCancel = cancellationToken.UnsafeRegister(
            static (stored, token) => ((TaskCompletionSource)stored!).TrySetCanceled(token), stored);
        _flushes.OnSettled(through, () =>
        {
            onCancel.Unregister();

            // If records were written concurrently, the lost one is unknown: each caller gets the exception.
            if (!_flushes.EndWatch(first, through))
                stored.TrySetResult();
            else
                stored.TrySetException(new RecordNotStoredException(Lost + Failure()));
        });
        Buffer.Wake();
        return stored.Task;
    }

    private string Failure() => _delivery.Progress.LastFailure is { } failure ? " " + failure.Describe() : "";
}
