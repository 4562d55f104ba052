using System.Buffers;
using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Delivery;
using LogAppendSink.Stores;

using LogAppendSink.Stores.Http;

namespace LogAppendSink.Objects;

/// <summary>
/// Appends bytes of any kind to one object, each exactly once and in order, by the engine that stores logs: a lost answer, a reset, a timeout or
/// a 5xx is settled by a look at the object before anything is sent again. For live streams, video, files; what must not be mixed with anybody
/// else's bytes.
/// </summary>
/// <remarks>
/// <para>Whoever opens an object goes on at its end, also after a crash: what was acknowledged is there, and at most the bytes of one
/// request more. <see cref="Position"/> says where to go on in one's source.</para>
/// <para>It never goes on in another object, nor behind another writer's bytes: what cannot be appended is an <see cref="AppendObjectException"/>.
/// Not thread-safe: one call at a time. Whoever opens it disposes it; disposal sends nothing.</para>
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
        _writer = new AppendWriter(_store, ObjectSeries.Of(key), new RollPolicy(options.ObjectSizeLimitBytes, ObjectAppendLimit: null), ConflictMode.Continue, _object, edges.Objects.Register(Bucket.NameOf(options)));
        _schedule = new RetrySchedule(edges.Random);
        _outage = new OutageReporter(new NoticePublisher(options.OnNotice, edges.Time, edges.OpenListenerQueue("LogAppendSink notices")), edges.Time, what: "bytes");
    }

    /// <summary>The object.</summary>
    public string Key { get; }

    /// <summary>Largest body of one request, in bytes (<see cref="OssAppendOptions.BatchSizeLimitBytes"/>); what is larger is sent in several.</summary>
    public int RequestSizeLimitBytes { get; }

    /// <summary>Up to where the object is known to hold what was there at first and what this writer has appended: its length, in bytes.</summary>
    public long Position => _end.LengthBytes;

    /// <summary>The CRC-64/XZ of the object up to <see cref="Position"/>, as OSS computes it; null where the store has not said it.</summary>
    public ulong? Crc64 => _store.Promises.IsChecksumCrc64 && _end.Checksum.IsKnown ? (ulong)_end.Checksum.Value : null;

    /// <summary>Finds the object and its end. Nothing is written: an object that is not there is made by the first append.</summary>
    /// <param name="options">
    /// Endpoint, bucket, credentials, times and what is said of a new object. <see cref="OssAppendOptions.BatchSizeLimitBytes"/> bounds a request,
    /// <see cref="OssAppendOptions.RetryTimeLimit"/> (default: none) how long one is tried, and <see cref="OssAppendOptions.OnNotice"/> hears of
    /// outages; settings of records, buffers and names of objects are without effect.
    /// </param>
    /// <param name="key">The object, literally. 1 to 1,023 bytes of UTF-8.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; all faults together.</exception>
    /// <exception cref="ArgumentException">The key is none.</exception>
    /// <exception cref="AppendObjectException">The store refuses, or the object takes no appends.</exception>
    public static Task<AppendObjectWriter> OpenAsync(OssAppendOptions options, string key, CancellationToken cancellationToken = default) =>
        OpenAsync(options, key, new PipelineEdges(TimeProvider.System, new Random(), Bucket.Open) { Objects = ObjectRegistry.OfThisProcess }, cancellationToken);

    internal static async Task<AppendObjectWriter> OpenAsync(OssAppendOptions options, string key, PipelineEdges edges, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        OssAppendOptionsRules.ThrowIfBroken(options);
        if (StoreKey.FaultOf(key) is { } fault)
            throw new ArgumentException($"The key '{key}' is none: {fault}.", nameof(key));

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

    /// <summary>Appends bytes, and completes when all of them are stored.</summary>
    /// <param name="bytes">
    /// Of any number; they stay unchanged until the task completes. More than <see cref="RequestSizeLimitBytes"/> take several requests, and
    /// where a later one fails <see cref="Position"/> says how many are stored. None at all make an object that is not there, empty.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. What was sent by then may be stored.</param>
    /// <returns>The new <see cref="Position"/>.</returns>
    /// <exception cref="AppendObjectException">They are not all stored, or the object is no longer ours; <see cref="AppendObjectException.Fault"/> says why.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="InvalidOperationException">
    /// After a call that failed or was cancelled, the bytes behind <see cref="Position"/> may be in doubt. Then only the same bytes can follow,
    /// from there on: they are stored once, whether the first request arrived or not.
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

    /// <summary>Makes the object refuse appends from now on, whoever sends them. OSS allows it to accounts that have asked for it.</summary>
    /// <returns>Since when it is sealed, by the store's clock; null where the store does not say.</returns>
    /// <exception cref="AppendObjectException">It is not known to be sealed. Sealing again is always safe.</exception>
    /// <exception cref="InvalidOperationException">An append is in doubt; see <see cref="AppendAsync"/>.</exception>
    /// <exception cref="NotSupportedException">The store has no such thing.</exception>
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
                            _object.Conflicted(_writer.Name!, ConflictMode.Continue); // Opened, so it has a name. Throws.
                            return (IsDone: false, Error: null);
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

    /// <summary>Closes the connections. What a call that failed has left in doubt stays so.</summary>
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
        if (_writer.State is AppendState.At at)
            _end = at.End;
        return (result is StepResult.Progress, (result as StepResult.Failed)?.Error);
    }

    private async ValueTask<(bool IsDone, StoreError? Error)> StepAsync(AppendBody body, CancellationToken cancellationToken)
    {
        // Where an object is created by an append of nothing, that makes another end of no bytes than an absent object has.
        if (_end.LengthBytes == 0 && _writer.State is AppendState.At { End.LengthBytes: 0 } created)
            _end = created.End;
        var after = _store.Advance(_end, body);
        try
        {
            var result = await _writer.StepAsync(body, acceptedAt: default, cancellationToken).ConfigureAwait(false);
            if (result is not StepResult.Stored)
                return (IsDone: false, (result as StepResult.Failed)?.Error);
        }
        catch (AppendObjectException exception) when (exception.Fault == AppendObjectFault.Contradiction)
        {
            _end = after; // They are stored, whatever else.
            throw;
        }

        // Stored. Where the answer was lost, the object has been looked at: somebody else's bytes may stand behind ours, or before them where
        // the object was replaced by one as long. To a log that is no matter, here it is the end.
        var name = _writer.Name!; // Appended to, so it has a name.
        var seen = ((AppendState.At)_writer.State).End;
        if (!seen.IsConsistentWith(after))
        {
            _end = after;
            if (seen.LengthBytes == after.LengthBytes)
            {
                _object.Misbehaved(name, "what stands before them is not what stood there");
                _object.Leaving(name, RollReason.Suspect); // Throws.
            }

            _object.Position = after.LengthBytes;
            _object.Conflicted(name, ConflictMode.Continue); // Throws.
        }

        _end = seen;
        return (IsDone: true, Error: null);
    }

    /// <summary>Tries until it is done, with the pauses of the pipeline.</summary>
    private async Task PersistAsync(Func<CancellationToken, ValueTask<(bool IsDone, StoreError? Error)>> tryOnceAsync, CancellationToken cancellationToken)
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

            if (error is null && ++stepsWithoutPause < DeliveryLoop.StepsWithoutPauseMax)
                continue;
            stepsWithoutPause = 0;

            if (error is { Kind: StoreErrorKind.NotAppendable })
                throw _object.NotAppendable();
            if (error is not null && !IsOverInAWhile(error.Kind))
                throw Failure(AppendObjectFault.Refused, error, error.Describe());
            if (_edges.Time.GetElapsedTime(startedAt) > _retryTimeLimit)
                throw Failure(AppendObjectFault.TimeLimit, error, $"{error?.Describe() ?? $"The store contradicts itself about '{Key}'."} It was tried for {nameof(OssAppendOptions.RetryTimeLimit)} ({_retryTimeLimit:c}).");

            if (error is not null)
                _outage.Failed(error);
            await _edges.CompletesFirstAsync(PipelineEdges.Never, _schedule.Next(error), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What somebody must set right is told at once: a log has nobody who waits for an answer and is kept until it is set right, this has.
    /// </summary>
    private static bool IsOverInAWhile(StoreErrorKind kind) => kind
        is StoreErrorKind.Unreachable or StoreErrorKind.ConnectionLost or StoreErrorKind.Timeout
        or StoreErrorKind.ServerError or StoreErrorKind.Throttled or StoreErrorKind.Unreadable or StoreErrorKind.PositionOccupied;

    private AppendObjectException Failure(AppendObjectFault fault, StoreError? error, string message)
    {
        var isInDoubt = _writer.State is AppendState.InDoubt;
        var doubt = isInDoubt
            ? string.Create(CultureInfo.InvariantCulture, $" The bytes from position {Position} on may be stored or not: append the same again to settle it, or open the object again and look at its position.")
            : string.Create(CultureInfo.InvariantCulture, $" Stored up to position {Position}.");
        return new AppendObjectException(fault, Key, Position, message + doubt, error) { IsInDoubt = isInDoubt };
    }

    private void ThrowUnlessInDoubt(AppendBody body)
    {
        if (_writer.State is AppendState.InDoubt doubt && (doubt.BodyCrc64 != body.Crc64 || doubt.After.LengthBytes - doubt.Before.LengthBytes != body.LengthBytes))
            ThrowIfInDoubt();
    }

    private void ThrowIfInDoubt()
    {
        if (_writer.State is AppendState.InDoubt doubt)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{doubt.After.LengthBytes - doubt.Before.LengthBytes} bytes at position {Position} of '{Key}' were sent and never answered, so others cannot follow yet: append the same bytes again to settle it, or open the object again and look at its position."));
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
            throw new InvalidOperationException($"An append to '{Key}' is under way; await it before the next: two at once have no order.");
        if (_object.End is { } end)
        {
            Leave();
            throw new AppendObjectException(end.Fault, end.Key, end.Position, end.Message);
        }

        _object.Position = Position;
    }

    private void Leave() => Volatile.Write(ref _isBusy, 0);
}
