using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Appends bodies, one after the other, each exactly once, to the objects of one series. It has no HTTP, retries or clock: each call of
/// <see cref="StepAsync"/> sends at most one append and the requests that it needs, and returns the result. The caller decides when to take
/// the next step. Not thread-safe: one delivery task owns it.
/// </summary>
/// <remarks>
/// The rule: a body is never sent to a second (key, position) until it is proved that it was not applied at the first, and never can be. So
/// while an append is in doubt, the writer does not roll, neither by size nor by time.
/// </remarks>
internal sealed partial class AppendWriter(
    IAppendStore store,
    ObjectSeries series,
    RollPolicy policy,
    IAppendObserver observer,
    RegisteredWriter registration)
{
    /// <summary>
    /// After so many tries at an occupied position the object counts as wedged. The pauses between them double from 200 ms, so that takes
    /// several seconds.
    /// </summary>
    internal const int OccupiedTriesMax = 6;

    private ObjectName? _name;
    private AppendState _state = new AppendState.Unknown();
    private int _appendsMade;

    // How often the store has reported that another append holds the object's end since the end last moved.
    private int _occupiedTries;

    private readonly RefusalCount _refusals = new();

    // Whether the end comes from a HEAD alone. A cache may have repeated an old response.
    private bool _isEndFromHead;

    // An earlier request for the next records, which may still be applied: of an earlier run,
    // or of this run before the batch was made smaller.
    private AppendIntent? _earlier;
    private bool _isTakenOver;

    /// <summary>
    /// Where an acknowledgement is not final: whether an acknowledged body is held until the next one is accepted
    /// (<see cref="StepResult.Accepted"/>). Otherwise its step ends only after a HEAD has confirmed it.
    /// </summary>
    internal bool HoldsAccepted { get; init; }

    /// <summary>What is known of the object's end, for tests and for the report at shutdown.</summary>
    internal AppendState State => _state;

    /// <summary>The object of the next append; null before the first HEAD.</summary>
    internal ObjectName? Name => _name;

    /// <summary>Continues with an append that a crash left in doubt. Call it before any step.</summary>
    internal void Resume(AppendIntent intent)
    {
        Invariant.Holds(_name is null, "An intent is resumed before the first step.");
        _name = intent.Name;
        _state = DoubtOf(intent) with
        {
            Unconfirmed = intent.Unconfirmed is { } unconfirmed ? DoubtOf(unconfirmed) with { IsAcknowledged = true } : null,
        };
        _appendsMade = intent.Unconfirmed is null ? 0 : 1;
        _earlier = intent;
        _isTakenOver = true;
    }

    /// <summary>
    /// Settles the append of <see cref="Resume"/> as far as possible without its bytes. If it is stored, the result is
    /// <see cref="StepResult.Stored"/>; of two appends the older one is settled first, with <see cref="StepResult.PreviousStored"/> or
    /// <see cref="StepResult.PreviousInDoubt"/>. If it is no longer in doubt and not stored, its records must be the next body: they go to
    /// the same position, where the store accepts only one of the two requests.
    /// </summary>
    internal ValueTask<StepResult> SettleAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.InDoubt, "Only an append in doubt is settled.");
        return InTurnAsync(SettleAsync((AppendState.InDoubt)_state, body: null, cancellationToken));
    }

    /// <summary>
    /// Most requests that compete for one position. Each was sent with other bytes, and each is read back to find the one that the store
    /// has applied. A checkpoint of the spool has room for this many.
    /// </summary>
    internal const int ContendersMax = 5;

    /// <summary>The record after the last one in doubt, longer earlier requests included; 0 where no record is in doubt.</summary>
    internal long InDoubtThrough => Math.Max(_earlier?.Through ?? 0, (_state as AppendState.InDoubt)?.Records.Next ?? 0);

    /// <summary>
    /// Remembers the request in doubt, which may still be applied, before its body is replaced by a shorter one that begins with the same
    /// record. Call <see cref="SettleAsync(CancellationToken)"/> afterwards until nothing is in doubt.
    /// </summary>
    /// <returns>Whether the body may be replaced now.</returns>
    internal bool TryRecall()
    {
        if (_state is not AppendState.InDoubt
            { Unconfirmed: null, IsSealed: false, IsClosed: false, IsSuspect: false, IsAcknowledged: false } doubt)
            return false;

        // In doubt, so it has its object.
        var earlier = new AppendIntent(_name!, doubt.Before, doubt.After, doubt.BodyCrc64)
        {
            Records = doubt.Records,
            Earlier = doubt.Earlier,
        };
        if (earlier.Contenders >= ContendersMax)
            return false;
        _earlier = earlier;
        return true;
    }

    /// <summary>
    /// Drops the body in doubt, and the unconfirmed one before it. If their bytes are still applied, the next append gets a conflict and
    /// follows them, since all name the same position.
    /// </summary>
    internal void GiveUp()
    {
        (_earlier, _isReserved) = (null, false); // The spool forgets the append with its events.
        if (_state.IsAnyInDoubt)
        {
            _state = new AppendState.Unknown();
            registration.GiveUp();
        }

        registration.StopWaiting();
        LeaveUnlessInDoubt();
    }

    /// <summary>As <see cref="GiveUp"/>, and leaves the object: the next body goes to the last object of its period.</summary>
    internal void Abandon()
    {
        GiveUp();
        _name = null;
        _state = new AppendState.Unknown();
        _appendsMade = 0;
        _isTakenOver = false;
    }

    /// <summary>Queries the object of <paramref name="acceptedAt"/> while the one in doubt is refused.</summary>
    /// <returns>The error; null if the store responds for that object.</returns>
    internal async ValueTask<StoreError?> QueryOtherObjectAsync(DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        var head = await store.DescribeAsync(series.First(acceptedAt).Key, cancellationToken).ConfigureAwait(false);
        return head.Error;
    }

    /// <summary>
    /// Finds the object and its end before there is a body. It is found when <see cref="State"/> is <see cref="AppendState.At"/>.
    /// </summary>
    internal ValueTask<StepResult> FindAsync(DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.Unknown, "An object is located only while it is unknown.");
        return LocateAsync(acceptedAt, cancellationToken);
    }

    /// <summary>Computes the checksums of a body in advance. May be called during the step of another body.</summary>
    internal void Prepare(AppendBody body) => store.Prepare(body);

    /// <summary>Confirms by a HEAD that the body accepted last is stored, because no other body follows now.</summary>
    internal ValueTask<StepResult> ConfirmAsync(CancellationToken cancellationToken) => InTurnAsync(ConfirmOnceAsync(cancellationToken));

    private async ValueTask<StepResult> ConfirmOnceAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.At { Unconfirmed: not null }, "Only an accepted append is confirmed.");
        var unconfirmed = ((AppendState.At)_state).Unconfirmed!; // As asserted above.
        var head = await store.DescribeAsync(_name!.Key, cancellationToken).ConfigureAwait(false); // Appended to, so it has a name.
        if (head.Error is { } error)
        {
            // The next append can confirm it too.
            _state = ((AppendState.At)_state) with { IsLookDue = false };
            return new StepResult.Failed(error);
        }

        if (head is not { Value: { } found } || found.End != unconfirmed.After || !found.End.Checksum.IsKnown)
            return Reopen(unconfirmed); // It is settled like any other append in doubt, because its bytes are still held.

        _knownAsOf = registration.Stored(_name.Key, unconfirmed.Before.LengthBytes, unconfirmed.After.LengthBytes, found.End);
        _state = new AppendState.At(found.End);
        ConfirmPrevious();
        return StepResult.PreviousStored.Instance;
    }

    /// <summary>Takes the next step towards storing <paramref name="body"/>.</summary>
    /// <param name="body">
    /// The same body until the result is <see cref="StepResult.Stored"/> or <see cref="StepResult.Accepted"/>, or the caller drops it.
    /// After <see cref="StepResult.PreviousInDoubt"/> pass the previous body, then this one again.
    /// </param>
    /// <param name="acceptedAt">When its records were accepted. They go to an object of that period.</param>
    /// <param name="cancellationToken">Ends the wait. An append that was sent by then stays in doubt.</param>
    internal ValueTask<StepResult> StepAsync(AppendBody body, DateTimeOffset acceptedAt, CancellationToken cancellationToken) =>
        InTurnAsync(StepOnceAsync(body, acceptedAt, cancellationToken));

    private async ValueTask<StepResult> StepOnceAsync(AppendBody body, DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        if (_state is AppendState.InDoubt doubt)
            return await SettleAsync(doubt, body, cancellationToken).ConfigureAwait(false);
        if (_state is AppendState.Creating)
            return await SettleCreationAsync(_name!, cancellationToken).ConfigureAwait(false); // It has its object.
        if (_state is AppendState.At { Unconfirmed: not null } accepted && !IsNextOf(accepted, body, acceptedAt))
            return await ConfirmOnceAsync(cancellationToken).ConfigureAwait(false);

        if (_earlier is { } earlier && body.Records.First >= earlier.Through)
            _earlier = null; // All of its records are stored, so none can be stored twice.
        if (_isTakenOver && _earlier is null)
            LeaveIfRenamed();

        // A name without {Date}, or with a coarser format, is the same in the next period. Then the writer stays in the object.
        if (_name is { } kept && !kept.Period.Contains(acceptedAt) && series.At(series.First(acceptedAt), kept.Index) is var renamed
            && renamed.Key == kept.Key)
            _name = renamed;

        if (_name is null || !_name.Period.Contains(acceptedAt))
            return await LocateAsync(acceptedAt, cancellationToken).ConfigureAwait(false);

        if (_state is AppendState.Missing)
            return await CreateAsync(_name, cancellationToken).ConfigureAwait(false);
        if (_state is not AppendState.At)
            return await LookAsync(_name, cancellationToken).ConfigureAwait(false);
        if (TakesTurns && await EnterAsync(_name, cancellationToken).ConfigureAwait(false) is { } result)
            return result;

        var at = (AppendState.At)_state; // Another writer of this process may have moved the end.
        if (_earlier is not null || !policy.IsFull(at.End, _appendsMade, body.LengthBytes) || IsNew(at.End))
            return await AppendAsync(at.End, body, at.Unconfirmed, cancellationToken).ConfigureAwait(false);

        return RollFrom(_name, RollReason.Full);
    }

    /// <summary>
    /// Whether a body may follow an unconfirmed one and so confirm it: in the same object, and only if no request of an earlier run can
    /// still be applied in the place of either.
    /// </summary>
    private bool IsNextOf(AppendState.At accepted, AppendBody body, DateTimeOffset acceptedAt) =>
        !accepted.IsLookDue
        && _earlier is null
        && !_isTakenOver
        && _name!.Period.Contains(acceptedAt) // Appended to, so it has a name.
        && !policy.IsFull(accepted.End, _appendsMade, body.LengthBytes);

    /// <summary>
    /// Leaves the object of an earlier run if objects have other names now: the settings have changed, or the name is new in each run.
    /// </summary>
    private void LeaveIfRenamed()
    {
        _isTakenOver = false;
        if (_name is not { } name || !IsRenamed(name))
            return;

        _name = null;
        _state = new AppendState.Unknown();
        _appendsMade = 0;
    }

    private bool IsRenamed(ObjectName name) => series.At(series.First(name.Period.Start), name.Index) != name;

    /// <summary>Whether the object is empty. Then it takes a body of any size, because the next object would not have more room.</summary>
    private bool IsNew(ObjectEnd end) => end.LengthBytes == 0 && _appendsMade == 0;
}
