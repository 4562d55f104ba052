using System.Buffers;
using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.Stores;

using LogAppendSink.Stores.Http;

namespace LogAppendSink.Objects;

/// <summary>
/// Appends any bytes to one object, each exactly once and in order. After a lost response, a reset, a timeout or a 5xx, the writer checks
/// the object with HEAD before it resends. For live streams, video and files that must not be mixed with another writer's bytes.
/// </summary>
/// <remarks>
/// <para>A writer continues at the end of the object, also after a crash: the object then has all acknowledged bytes, and at most one more
/// request. <see cref="Position"/> shows where to continue in the source.</para>
/// <para>It never continues in another object or after another writer's bytes; instead it throws <see cref="AppendObjectException"/>. Not
/// thread-safe: one call at a time. The caller disposes the writer; disposal sends nothing.</para>
/// </remarks>
public sealed class AppendObjectWriter : IAsyncDisposable
{
    private readonly IAppendStore _store;
    private readonly PipelineEdges _edges;
    private readonly SoleObject _object;
    private readonly AppendWriter _writer;
    private readonly RetrySchedule _schedule;
    private readonly OutageReporter _outage;
    private readonly TimeSpan? _retryTimeLimit;
    private readonly long _objectSizeLimitBytes;
    private ObjectEnd _end;
    private int _isBusy;
    private bool _isDisposed;

    private AppendObjectWriter(OssAppendOptions options, string key, PipelineEdges edges)
    {
        Key = key;
        RequestSizeLimitBytes = options.BatchSizeLimitBytes;
        _retryTimeLimit = options.RetryTimeLimit;
        _objectSizeLimitBytes = options.ObjectSizeLimitBytes;
        _edges = edges;
        _store = edges.OpenStore(options);
        _end = _store.EmptyEnd;
        _object = new SoleObject(options.PlaceName, key, options.ObjectSizeLimitBytes);
        var policy = new RollPolicy(options.ObjectSizeLimitBytes, ObjectAppendLimit: null, ConflictMode.Continue) { HasNextObject = false };
        _writer = new AppendWriter(_store, ObjectSeries.Of(key), policy, _object, edges.Objects.Register(Bucket.NameOf(options)));
        _schedule = new RetrySchedule(edges.Random);
        _outage = new OutageReporter(
            new NoticePublisher(options.OnNotice, edges.Time, edges.OpenListenerQueue("LogAppendSink notices")), edges.Time, what: "bytes");
    }

    /// <summary>The key of the object.</summary>
    public string Key { get; }

    /// <summary>
    /// The largest body of one request, in bytes (<see cref="OssAppendOptions.BatchSizeLimitBytes"/>). Larger appends take several
    /// requests.
    /// </summary>
    public int RequestSizeLimitBytes { get; }

    /// <summary>The length of the object, in bytes: its initial content and all acknowledged appends of this writer.</summary>
    public long Position => _end.LengthBytes;

    /// <summary>
    /// The CRC-64/XZ of the object up to <see cref="Position"/>, as OSS computes it; null if the store did not report it.
    /// </summary>
    public ulong? Crc64 => _store.Promises.IsChecksumCrc64 && _end.Checksum.IsKnown ? (ulong)_end.Checksum.Value : null;

    /// <summary>Opens an object at its end. Writes nothing: the first append creates an object that does not exist.</summary>
    /// <param name="options">
    /// Endpoint, bucket, credentials, time limits and the headers of a new object. <see cref="OssAppendOptions.BatchSizeLimitBytes"/>
    /// limits a request, <see cref="OssAppendOptions.RetryTimeLimit"/> (default: no limit) limits its retries, and <see
    /// cref="OssAppendOptions.OnNotice"/> reports outages. Settings of records, buffers and object names have no effect.
    /// </param>
    /// <param name="key">The key, used literally. 1 to 1,023 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the exception lists all errors.</exception>
    /// <exception cref="ArgumentException">The key is invalid.</exception>
    /// <exception cref="AppendObjectException">The store refuses, or the object accepts no appends.</exception>
    public static Task<AppendObjectWriter> OpenAsync(OssAppendOptions options, string key, CancellationToken cancellationToken = default) =>
        OpenAsync(
            options,
            key,
            new PipelineEdges(TimeProvider.System, new Random(), Bucket.Open) { Objects = ObjectRegistry.OfThisProcess },
            cancellationToken);

    internal static async Task<AppendObjectWriter> OpenAsync(
        OssAppendOptions options, string key, PipelineEdges edges, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        OssAppendOptionsRules.ThrowIfBroken(options);
        if (StoreKey.FaultOf(key) is { } fault)
            throw new ArgumentException($"The key '{key}' is invalid: {fault}.", nameof(key));

        var writer = new AppendObjectWriter(options, key, edges);
        var isOpen = false;
        try
        {
            await writer.PersistAsync(writer.FindAsync, cancellationToken).ConfigureAwait(false);
            isOpen = true;
            return writer;
        }
        finally
        {
            if (!isOpen)
                await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Appends bytes. Completes when all of them are stored.</summary>
    /// <param name="bytes">
    /// The bytes; must not change until the task completes. More than <see cref="RequestSizeLimitBytes"/> take several requests; if a later
    /// one fails, <see cref="Position"/> shows how many bytes are stored. An empty append creates an empty object if there is no object
    /// yet.
    /// </param>
    /// <param name="cancellationToken">Cancels the call. Bytes that were already sent may be stored.</param>
    /// <returns>The new <see cref="Position"/>.</returns>
    /// <exception cref="AppendObjectException">Not all bytes are stored, or another writer has changed the object; see <see
    /// cref="AppendObjectException.Fault"/>.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="InvalidOperationException">
    /// After a failed or cancelled call, the bytes after <see cref="Position"/> may be in doubt. Then only the same bytes can be appended:
    /// they are stored once, whether or not the first request arrived.
    /// </exception>
    public async Task<long> AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            if (Position + bytes.Length > _objectSizeLimitBytes)
                throw _object.TooLarge(bytes.Length);

            if (bytes.IsEmpty && Position > 0)
                return Position;

            do
            {
                var body = AppendBody.Of(new ReadOnlySequence<byte>(bytes[..Math.Min(bytes.Length, RequestSizeLimitBytes)]));
                ThrowUnlessInDoubt(body);
                await PersistAsync(cancellationToken => StepAsync(body, cancellationToken), cancellationToken).ConfigureAwait(false);
                bytes = bytes[(int)body.LengthBytes..];
            }
            while (!bytes.IsEmpty);

            return Position;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Seals the object, so that it refuses all further appends. OSS enables sealing per account on request.</summary>
    /// <returns>When the object was sealed, by the store's clock; null if the store does not report it.</returns>
    /// <exception cref="AppendObjectException">The object may not be sealed. Sealing again is safe.</exception>
    /// <exception cref="InvalidOperationException">An append is in doubt; see <see cref="AppendAsync"/>.</exception>
    /// <exception cref="NotSupportedException">The store does not support sealing.</exception>
    public async Task<DateTimeOffset?> SealAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            ThrowIfInDoubt();
            if (!_store.Promises.CanSeal)
                throw new NotSupportedException("This store cannot seal objects.");

            DateTimeOffset? sealedAt = null;
            await PersistAsync(
                async cancellationToken =>
                {
                    switch (await _store.SealAsync(Key, Position, cancellationToken).ConfigureAwait(false))
                    {
                        case { Value: { } done }:
                            sealedAt = done.SealedAt;
                            return (IsDone: true, Error: null);
                        case { Error: { Kind: not StoreErrorKind.PositionConflict } error }:
                            return (IsDone: false, error);
                        default:
                            throw _object.EndWith(RollReason.Conflict);
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return sealedAt;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Closes the connections. Bytes that are in doubt stay so.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
            _store.Dispose();
        _isDisposed = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask<(bool IsDone, StoreError? Error)> FindAsync(CancellationToken cancellationToken)
    {
        var result = await _writer.FindAsync(acceptedAt: default, cancellationToken).ConfigureAwait(false);
        if (result is StepResult.Stopped stopped)
            throw _object.EndWith(stopped.Reason);
        if (_writer.State is AppendState.At at)
            _end = at.End;
        return (result is StepResult.Progress, (result as StepResult.Failed)?.Error);
    }

    private async ValueTask<(bool IsDone, StoreError? Error)> StepAsync(AppendBody body, CancellationToken cancellationToken)
    {
        // Creating an empty object changes the end from that of an absent object to that of an empty one.
        if (_end.LengthBytes == 0 && _writer.State is AppendState.At { End.LengthBytes: 0 } created)
            _end = created.End;
        var after = _store.Advance(_end, body);
        switch (await _writer.StepAsync(body, acceptedAt: default, cancellationToken).ConfigureAwait(false))
        {
            case StepResult.Stored:
                break;
            case StepResult.Stopped stopped:
                if (stopped.Reason == RollReason.Suspect)
                    _end = after; // The bytes are stored. The object is left because of the contradiction alone.
                throw _object.EndWith(stopped.Reason);
            case var result:
                return (IsDone: false, (result as StepResult.Failed)?.Error);
        }

        // Stored. After a lost response, the HEAD request may show another writer's bytes after this append, or before it if the object was
        // replaced by one of the same length. A log continues then; a single object must not.
        var name = _writer.Name!; // After an append, the object has a name.
        var seen = ((AppendState.At)_writer.State).End;
        if (!seen.IsConsistentWith(after))
        {
            _end = after;
            if (seen.LengthBytes == after.LengthBytes)
            {
                _object.Misbehaved(name, "the bytes before them have changed");
                throw _object.EndWith(RollReason.Suspect);
            }

            _object.Position = after.LengthBytes;
            throw _object.EndWith(RollReason.Conflict);
        }

        _end = seen;
        return (IsDone: true, Error: null);
    }

    /// <summary>Retries until the step succeeds, with the retry schedule of the pipeline.</summary>
    private async Task PersistAsync(
        Func<CancellationToken, ValueTask<(bool IsDone, StoreError? Error)>> tryOnceAsync, CancellationToken cancellationToken)
    {
        var startedAt = _edges.Time.GetTimestamp();
        var stepsWithoutPause = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _object.Position = Position;
            var (isDone, error) = await tryOnceAsync(cancellationToken).ConfigureAwait(false);
            if (isDone)
            {
                _schedule.Reset();
                _outage.Succeeded();
                return;
            }

            if (error is null && ++stepsWithoutPause < BatchDelivery.StepsWithoutPauseMax)
                continue;
            stepsWithoutPause = 0;

            if (error is { Kind: StoreErrorKind.NotAppendable })
                throw _object.NotAppendable();
            if (error is not null && !IsTransient(error.Kind))
                throw Failure(AppendObjectFault.Refused, error, error.Describe());
            if (_edges.Time.GetElapsedTime(startedAt) > _retryTimeLimit)
            {
                var cause = error?.Describe() ?? $"The store's responses about '{Key}' are inconsistent.";
                var message = $"{cause} {nameof(OssAppendOptions.RetryTimeLimit)} has expired ({_retryTimeLimit:c}).";
                throw Failure(AppendObjectFault.TimeLimit, error, message);
            }

            if (error is not null)
                _outage.Failed(error);
            await _edges.CompletesFirstAsync(PipelineEdges.Never, _schedule.Next(error), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Whether a retry may succeed. Other errors are thrown immediately: unlike a log, this writer has a caller that waits and can fix the
    /// cause.
    /// </summary>
    private static bool IsTransient(StoreErrorKind kind) => kind
        is StoreErrorKind.Unreachable or StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout
        or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable or StoreErrorKind.PositionOccupied;

    private AppendObjectException Failure(AppendObjectFault fault, StoreError? error, string message)
    {
        var isInDoubt = _writer.State is AppendState.InDoubt;
        var doubt = isInDoubt
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" The bytes from position {Position} on may be stored. Append the same bytes again, or reopen the object and "
                    + $"check its position.")
            : string.Create(CultureInfo.InvariantCulture, $" Stored up to position {Position}.");
        return new AppendObjectException(fault, Key, Position, message + doubt, error) { IsInDoubt = isInDoubt };
    }

    private void ThrowUnlessInDoubt(AppendBody body)
    {
        if (_writer.State is AppendState.InDoubt doubt
            && (doubt.BodyCrc64 != body.Crc64 || doubt.After.LengthBytes - doubt.Before.LengthBytes != body.LengthBytes))
        {
            ThrowIfInDoubt();
        }
    }

    private void ThrowIfInDoubt()
    {
        if (_writer.State is AppendState.InDoubt doubt)
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"{doubt.After.LengthBytes - doubt.Before.LengthBytes} bytes at position {Position} of '{Key}' were sent without "
                    + $"a response, so no other bytes can follow yet. Append the same bytes again, or reopen the object and check its "
                    + $"position."));
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
            throw new InvalidOperationException($"An append to '{Key}' is in flight. Await it before the next one.");
        if (_object.End is { } end)
        {
            Leave();
            throw new AppendObjectException(end.Fault, end.Key, end.Position, end.Message);
        }

        _object.Position = Position;
    }

    private void Leave() => Volatile.Write(ref _isBusy, 0);
}
