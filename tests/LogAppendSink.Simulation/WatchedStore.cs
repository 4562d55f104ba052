using LogAppendSink.Delivery;
using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Simulation;

/// <summary>
/// A writer's connection, which checks the rules visible in its requests: the writer waits between tries, but not too long; it keeps to
/// <c>ObjectAppendLimit</c>; and it abandons an object after contradictory responses of the store.
/// </summary>
internal sealed class WatchedStore(MemoryObjectStore store, World world, Conditions conditions) : IAppendStore
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestUnreachedDelay = TimeSpan.FromSeconds(5);

    // A wait, plus requests with late or missing responses.
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, HashSet<long>> _positionsByKey = [];
    private readonly Dictionary<string, long> _contradictedAt = [];
    private readonly HashSet<string> _created = [];
    private ObjectEnd _expected;
    private (string Key, long Position, ulong BodyCrc64, TimeSpan FirstAt)? _sent;
    private int _timeoutsOfSent;
    private int _answersSinceSuccess;
    private (TimeSpan At, StoreError Error)? _failure;

    /// <summary>How often the store has acknowledged an append with an impossible end.</summary>
    internal int Contradictions { get; private set; }

    /// <summary>Whether the writer is being disposed. It then retries without waiting.</summary>
    internal bool IsEnding { get; set; }

    public StorePromises Promises => store.Promises;

    public ObjectEnd EmptyEnd => store.EmptyEnd;

    public ValueTask<StoreResult<ObjectPage>> ListAsync(string prefix, string? continuation, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, continuation, cancellationToken);

    public ObjectEnd Advance(ObjectEnd before, AppendBody body) => _expected = store.Advance(before, body);

    public async ValueTask<AppendResult> AppendAsync(string key, long position, AppendBody body, CancellationToken cancellationToken)
    {
        Calling();
        // An empty append that checks the end. After position 0 it creates nothing.
        var isLook = body.LengthBytes == 0 && conditions.Store != StoreKind.CephRgw && position > 0;
        if (isLook)
        {
            var end = await store.AppendAsync(key, position, body, Heeded(cancellationToken)).ConfigureAwait(false);

            // After a refusal for an unknown reason, the writer reads the object immediately.
            Answered((end as AppendResult.Refused)?.Error is { Kind: not StoreErrorKind.Refused } refusal ? refusal : (end as AppendResult.InDoubt)?.Error);
            return end;
        }

        Check(
            conditions.RetryTimeLimit is not null || world.HasShiftedClock || _contradictedAt.GetValueOrDefault(key, position) == position,
            $"'{key}' is left once the append that the store contradicted itself about is settled.");

        var isCreation = body.LengthBytes == 0;
        if (isCreation)
            Creating(key, position);
        else
            Sending(key, position, body.Crc64);

        var expected = isCreation ? new ObjectEnd(0, ContentChecksum.None) : _expected;
        var answer = await store.AppendAsync(key, position, body, Heeded(cancellationToken)).ConfigureAwait(false);

        // As above: at position 0, too, an empty append may check the end that a HEAD response gave.
        var isCheck = isCreation && conditions.Store != StoreKind.CephRgw;
        var refused = (answer as AppendResult.Refused)?.Error;
        Answered((isCheck && refused?.Kind == StoreErrorKind.Refused ? null : refused) ?? (answer as AppendResult.InDoubt)?.Error ?? (answer as AppendResult.Occupied)?.Error);
        if (isCreation)
        {
            if (answer is not AppendResult.Refused)
                _created.Add(key);
            return answer;
        }

        if (answer is AppendResult.InDoubt { Error.Kind: StoreErrorKind.Timeout })
            _timeoutsOfSent++;
        if (answer is AppendResult.Stored stored)
        {
            if (stored.Contradiction is not null || Contradicts(stored.End, expected))
            {
                Contradictions++;
                _contradictedAt[key] = position;
            }
            else if (Promises.IsAcknowledgementFinal)
            {
                // If a HEAD request confirms the append, the connection does not show which one. The largest bound on waits applies.
                _answersSinceSuccess = 0;
            }
        }

        return answer;
    }

    public async ValueTask<StoreResult<ObjectDescription>> DescribeAsync(string key, CancellationToken cancellationToken)
    {
        Calling();
        var head = await store.DescribeAsync(key, Heeded(cancellationToken)).ConfigureAwait(false);
        Answered(head.Error);
        return head;
    }

    public async ValueTask<StoreResult<ObjectRange>> ReadAsync(string key, long position, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Calling();
        var read = await store.ReadAsync(key, position, destination, Heeded(cancellationToken)).ConfigureAwait(false);
        Answered(read.Error);
        return read;
    }

    public async ValueTask<StoreResult<ObjectSeal>> SealAsync(string key, long position, CancellationToken cancellationToken)
    {
        Calling();
        Check(conditions.Store == StoreKind.CephRgw, "An object is sealed only if a stuck append can block its end.");
        var result = await store.SealAsync(key, position, Heeded(cancellationToken)).ConfigureAwait(false);

        // If the object has grown, the writer sends a HEAD request without waiting.
        Answered(result.Error is { Kind: not StoreErrorKind.PositionConflict } error ? error : null);
        return result;
    }

    public void Dispose() => store.Dispose();

    private CancellationToken Heeded(CancellationToken cancellationToken) => conditions.IgnoresCancellation ? CancellationToken.None : cancellationToken;

    private void Answered(StoreError? error)
    {
        _answersSinceSuccess++;
        _failure = error is null ? null : (world.Time.Elapsed, error);
    }

    private void Calling()
    {
        // After a dropped batch, the first try of the next batch need not wait.
        if (_failure is not { } failure || IsEnding || conditions.RetryTimeLimit is not null || world.HasSetAside)
            return;

        var waited = world.Time.Elapsed - failure.At;
        Check(waited >= (failure.Error.RetryAfter ?? ShortestDelay), $"The next try came {waited.TotalSeconds:0.000} s after one that failed.");

        // Each answer since the last success was followed by one wait at most, and each wait is at most twice the one before.
        var longest = FirstDelay * Math.Pow(2, Math.Min(_answersSinceSuccess, 10) - 1);
        var most = failure.Error.Kind == StoreErrorKind.Unreachable ? LongestUnreachedDelay : LongestDelay;
        longest = longest < most ? longest : most;
        longest = failure.Error.RetryAfter is { } asked ? asked + longest : longest;
        Check(waited <= longest, $"The next try came as late as {waited.TotalSeconds:0.000} s after one that failed, the {_answersSinceSuccess}. answer since the last success.");
    }

    /// <summary>Two first appends could both be applied, so only one is sent, unless another party has deleted the object.</summary>
    private void Creating(string key, long position)
    {
        // Quarantined events have a separate writer in this process. Another writer creates the object that it claims before it
        // abandons it, so the numbers have no gap. Such a creation is exclusive and harmless when repeated.
        if (conditions.Store != StoreKind.CephRgw && position == 0 && world.HasSetAside)
            return;

        // Where creation is exclusive, an empty append checks the end that a HEAD response gave. It only recreates a deleted object.
        if (conditions.Store != StoreKind.CephRgw && (position > 0 || world.HasMeddled || world.Cloud.Find(key) is not null))
            return;

        Check(conditions.Store == StoreKind.CephRgw && position == 0, "An empty append is sent only where it is necessary.");
        Check(!_created.Contains(key) || world.HasMeddled, $"'{key}' is created once: a second time could replace what the first has begun.");
    }

    private void Sending(string key, long position, ulong bodyCrc64)
    {
        var firstAt = world.Time.Elapsed;
        if (_sent is { } last && last.BodyCrc64 == bodyCrc64)
        {
            firstAt = last.FirstAt;
            var limit = conditions.RetryTimeLimit + LongestTry;
            Check(!(world.Time.Elapsed - firstAt > limit), $"A batch is still tried {(world.Time.Elapsed - firstAt).TotalSeconds:0} s after the first time.");
        }
        else
        {
            // A body is sent until it is stored, so another body shows where the last one is stored. After several timeouts, the other body
            // can also be the first part of the same batch.
            if (_sent is not null && conditions.RetryTimeLimit is null && _timeoutsOfSent < BatchSizer.TimeoutsBeforeCut)
                Appended(_sent.Value.Key, _sent.Value.Position);
            _timeoutsOfSent = 0;
        }

        _sent = (key, position, bodyCrc64, firstAt);
    }

    private void Appended(string key, long position)
    {
        if (!_positionsByKey.TryGetValue(key, out var positions))
            _positionsByKey[key] = positions = [];
        positions.Add(position);

        // Where a batch is cut, the next body does not show that the last one was stored; what was set aside has a writer of its own; and a call
        // that waited for room brings an event of an earlier period.
        if (conditions.SlowLineBytes is not null || world.HasSetAside || conditions.QueueFullMode == QueueFullMode.Wait)
            return;

        // A writer that returns to an object because the clock was set back restarts its count.
        Check(conditions.ObjectAppendLimit is not { } limit || positions.Count <= limit || world.HasShiftedClock, $"'{key}' gets no more than {conditions.ObjectAppendLimit} appends of one writer.");
    }

    /// <summary>Independent of the engine's own check, which must find the same.</summary>
    private static bool Contradicts(ObjectEnd said, ObjectEnd expected) =>
        said.LengthBytes != expected.LengthBytes
        || (said.Checksum.IsKnown && expected.Checksum.IsKnown && said.Checksum.Value != expected.Checksum.Value);

    private static void Check(bool condition, string rule)
    {
        if (!condition)
            throw new SimulationViolationException(rule);
    }
}
