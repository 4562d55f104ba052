using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>
/// Appends bodies, one after the other, each exactly once, to the objects of one series. It knows neither HTTP nor
/// retries nor clocks: each call of <see cref="StepAsync"/> does at most one append and what must be known for it, and says
/// what came of it; the caller decides when to take the next step. Not thread-safe: one delivery task owns it.
/// </summary>
/// <remarks>
/// The rule it lives by: a body is never sent to a second (key, position) until it is proved that it was not, and can
/// never be, applied at the first. So while an append is in doubt, nothing rolls: not by size, not by time.
/// </remarks>
internal sealed partial class AppendWriter(
    IAppendStore store,
    ObjectSeries series,
    RollPolicy rollPolicy,
    ConflictMode onConflict,
    IAppendObserver observer,
    RegisteredWriter registration)
{
    /// <summary>
    /// After so many tries that met an occupied position, with pauses that double from 200 ms, the object is taken for wedged: some seconds at
    /// least.
    /// </summary>
    internal const int OccupiedTriesMax = 6;

    private readonly ObjectLocator _locator = new(store, series);

    private ObjectName? _name;
    private AppendState _state = new AppendState.Unknown();
    private int _appendsMade;

    // How often the store has said that something else holds the object's end, since that last moved; whatever became of the bodies.
    private int _occupiedTries;

    private readonly RefusalCount _refusals = new();

    // Whether a HEAD alone has said the end, which a cache may have repeated.
    private bool _isHeadsWord;

    // An earlier request for the records to come, while it may still arrive: of an earlier run, or of this one before the batch was made smaller.
    private AppendIntent? _former;
    private bool _isTakenOver;

    /// <summary>
    /// Whether a body that the store has acknowledged is held until the next one is accepted, where the acknowledgement is not final
    /// (<see cref="StepResult.Accepted"/>). Otherwise it is looked at before its step ends.
    /// </summary>
    internal bool HoldsAccepted { get; init; }

    /// <summary>What it knows of the object's end, for tests and for the last words at shutdown.</summary>
    internal AppendState State => _state;

    /// <summary>The object it appends to; null before the first look.</summary>
    internal ObjectName? Name => _name;

    /// <summary>Takes up an append that a crash left in doubt, before any other step.</summary>
    internal void Resume(AppendIntent intent)
    {
        Invariant.Holds(_name is null, "An intent is taken up before the first step.");
        _name = intent.Name;
        _state = DoubtOf(intent) with { Unconfirmed = intent.Unconfirmed is { } unconfirmed ? DoubtOf(unconfirmed) with { IsAcknowledged = true } : null };
        _appendsMade = intent.Unconfirmed is null ? 0 : 1;
        _former = intent;
        _isTakenOver = true;
    }

    /// <summary>
    /// Settles what <see cref="Resume"/> took up, as far as that goes without its bytes: <see cref="StepResult.Stored"/> when it is
    /// stored; of two, the older one first, by <see cref="StepResult.FormerStored"/> or <see cref="StepResult.FormerInDoubt"/>. When it is no longer in doubt without that, its records must be the next body: they go to the same position,
    /// where the store takes only one of the two.
    /// </summary>
    internal ValueTask<StepResult> SettleAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.InDoubt, "What is settled is in doubt.");
        return InTurnAsync(SettleAsync((AppendState.InDoubt)_state, body: null, cancellationToken));
    }

    /// <summary>
    /// Most requests that compete for one position: each was sent with other bytes, and each is read back to find the one that the store
    /// has applied. A spool's checkpoint has room for so many.
    /// </summary>
    internal const int ContendersMax = 5;

    /// <summary>Which records are in doubt: below this number, those of earlier and longer requests included. 0 where none are.</summary>
    internal long InDoubtThrough => Math.Max(_former?.Through ?? 0, (_state as AppendState.InDoubt)?.Records.Next ?? 0);

    /// <summary>
    /// Before the body in doubt is replaced by a shorter one, which begins with the same record: remembers its request, which may still be
    /// applied. To be followed by <see cref="SettleAsync(CancellationToken)"/> until nothing is in doubt.
    /// </summary>
    /// <returns>Whether the body may be replaced now.</returns>
    internal bool TryRecall()
    {
        if (_state is not AppendState.InDoubt { Unconfirmed: null, IsSealed: false, IsClosed: false, IsSuspect: false, IsAcknowledged: false } doubt)
            return false;

        var former = new AppendIntent(_name!, doubt.Before, doubt.After, doubt.BodyCrc64) { Records = doubt.Records, Former = doubt.Former }; // In doubt, so it has its object.
        if (former.Contenders >= ContendersMax)
            return false;
        _former = former;
        return true;
    }

    /// <summary>
    /// The body in doubt has been given up, and the one before it where that is unconfirmed. Should their bytes still arrive, the next append meets a conflict and goes behind
    /// them, since both name the same position.
    /// </summary>
    internal void GiveUp()
    {
        (_former, _isReserved) = (null, false); // The spool forgets the append with its events.
        if (_state.IsAnyInDoubt)
        {
            _state = new AppendState.Unknown();
            registration.GiveUp();
        }

        registration.StopWaiting();
        LeaveUnlessInDoubt();
    }

    /// <summary>As above, and the object is left: the next body goes to the last one of its period.</summary>
    internal void Abandon()
    {
        GiveUp();
        _name = null;
        _state = new AppendState.Unknown();
        _appendsMade = 0;
        _isTakenOver = false;
    }

    /// <summary>Queries the object of <paramref name="acceptedAt"/>, while the one in doubt is refused.</summary>
    /// <returns>The error; null when the store answers there.</returns>
    internal async ValueTask<StoreError?> QueryOtherObjectAsync(DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        var head = await store.DescribeAsync(series.First(acceptedAt).Key, cancellationToken).ConfigureAwait(false);
        return head.Error;
    }

    /// <summary>Finds the object, and its end, before there is a body: done when <see cref="State"/> is <see cref="AppendState.At"/>.</summary>
    internal ValueTask<StepResult> FindAsync(DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.Unknown, "What is looked for is not known.");
        return LocateAsync(acceptedAt, cancellationToken);
    }

    /// <summary>Does what can be done for a body before its turn. May be called while another one's step is under way.</summary>
    internal void Prepare(AppendBody body) => store.Prepare(body);

    /// <summary>Looks whether the body that was accepted last is stored, because none follows it for now.</summary>
    internal ValueTask<StepResult> ConfirmAsync(CancellationToken cancellationToken) => InTurnAsync(ConfirmOnceAsync(cancellationToken));

    private async ValueTask<StepResult> ConfirmOnceAsync(CancellationToken cancellationToken)
    {
        Invariant.Holds(_state is AppendState.At { Unconfirmed: not null }, "What is confirmed was accepted.");
        var unconfirmed = ((AppendState.At)_state).Unconfirmed!; // As asserted above.
        var head = await store.DescribeAsync(_name!.Key, cancellationToken).ConfigureAwait(false); // Appended to, so it has a name.
        if (head.Error is { } error)
        {
            // Another way to confirm it is the next append.
            _state = ((AppendState.At)_state) with { IsLookDue = false };
            return new StepResult.Failed(error);
        }

        if (head is not { Value: { } found } || found.End != unconfirmed.After || !found.End.Checksum.IsKnown)
            return Reopen(unconfirmed); // Settled as any other, with its bytes at hand.

        _knownAsOf = registration.Stored(_name.Key, unconfirmed.Before.LengthBytes, unconfirmed.After.LengthBytes, found.End);
        _state = new AppendState.At(found.End);
        FormerConfirmed();
        return StepResult.FormerStored.Instance;
    }

    /// <summary>Brings <paramref name="body"/> one step nearer to being stored.</summary>
    /// <param name="body">
    /// The same body until the response is <see cref="StepResult.Stored"/> or <see cref="StepResult.Accepted"/>, or the caller gives it up. After
    /// <see cref="StepResult.FormerInDoubt"/> it is the former one, and then this one again.
    /// </param>
    /// <param name="acceptedAt">When its records were accepted: they go to an object of that period.</param>
    /// <param name="cancellationToken">Ends the wait; what was sent by then stays in doubt.</param>
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

        if (_former is { } former && body.Records.First >= former.Through)
            _former = null; // None of its records is left to be sent twice.
        if (_isTakenOver && _former is null)
            LeaveIfRenamed();

        // A name without {Date}, or with a coarser one, is the same in the next period: then nothing changes.
        if (_name is { } kept && !kept.Period.Contains(acceptedAt) && series.At(series.First(acceptedAt), kept.Index) is var renamed && renamed.Key == kept.Key)
            _name = renamed;

        if (_name is null || !_name.Period.Contains(acceptedAt))
            return await LocateAsync(acceptedAt, cancellationToken).ConfigureAwait(false);

        if (_state is AppendState.Missing)
            return await CreateAsync(_name, cancellationToken).ConfigureAwait(false);
        if (_state is not AppendState.At)
            return await LookAsync(_name, cancellationToken).ConfigureAwait(false);
        if (TakesTurns && await EnterAsync(_name, cancellationToken).ConfigureAwait(false) is { } result)
            return result;

        var at = (AppendState.At)_state; // Also where another writer of this process has moved the end.
        if (_former is not null || !rollPolicy.IsFull(at.End, _appendsMade, body.LengthBytes) || IsNew(at.End))
            return await AppendAsync(at.End, body, at.Unconfirmed, cancellationToken).ConfigureAwait(false);

        RollFrom(_name, RollReason.Full);
        return StepResult.Progress.Instance;
    }

    /// <summary>
    /// Whether a body may follow one that is unconfirmed, and so confirm it: in the same object, and with nothing of an earlier run still to
    /// come to the place of either.
    /// </summary>
    private bool IsNextOf(AppendState.At accepted, AppendBody body, DateTimeOffset acceptedAt) =>
        !accepted.IsLookDue
        && _former is null
        && !_isTakenOver
        && _name!.Period.Contains(acceptedAt) // Appended to, so it has a name.
        && !rollPolicy.IsFull(accepted.End, _appendsMade, body.LengthBytes);

    /// <summary>The settings may have changed since the earlier run, or the name is new in every run.</summary>
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

    /// <summary>An object that holds nothing of anybody takes any body: the next one would be no emptier.</summary>
    private bool IsNew(ObjectEnd end) => end.LengthBytes == 0 && _appendsMade == 0;

    private async ValueTask<StepResult> LocateAsync(DateTimeOffset acceptedAt, CancellationToken cancellationToken)
    {
        registration.StopWaiting();
        _knownAsOf = registration.Now;
        var (name, head) = await _locator.FindLastAsync(series.First(acceptedAt), cancellationToken).ConfigureAwait(false);
        if (head.Error is { } error)
            return new StepResult.Failed(error);

        if (_name is { } left && left.Key != name.Key)
            observer.Rolled(left, name, RollReason.Period);
        Open(name);
        Judge(name, head);
        return StepResult.Progress.Instance;
    }

    private async ValueTask<StepResult> LookAsync(ObjectName name, CancellationToken cancellationToken)
    {
        _knownAsOf = registration.Now;

        // An object just rolled to may be one of many that other writers have begun meanwhile: trying each in turn takes for ever.
        var (last, head) = _appendsMade == 0
            ? await _locator.FindLastAsync(name, cancellationToken).ConfigureAwait(false)
            : (name, await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false));
        if (head.Error is { } error)
            return new StepResult.Failed(error);

        if (last.Key != name.Key)
        {
            observer.Rolled(name, last, RollReason.Overtaken);
            Open(last);
        }

        Judge(last, head);
        return StepResult.Progress.Instance;
    }

    /// <summary>Decides whether an object that is met for the first time, or again, can be appended to.</summary>
    private void Judge(ObjectName name, StoreResult<ObjectDescription> head)
    {
        switch (head)
        {
            case { Error: { } error }:
                throw new InvariantBrokenException($"Broken rule: a failed look is not judged. Error: {error.Kind}.");
            case { IsAbsent: true } when store.Promises.IsCreationExclusive:
                IsAt(store.EmptyEnd, isHeadsWord: true);
                break;
            case { IsAbsent: true } when _creation.IsPending(name.Key):
                RollFrom(name, RollReason.CreationInDoubt);
                break;
            case { IsAbsent: true }:
                _state = new AppendState.Missing();
                break;
            case { Value.TakesAppends: false }:
                RollFrom(name, RollReason.NotAppendable);
                break;
            case { Value: { } found } when onConflict == ConflictMode.Roll && _appendsMade == 0 && found.End.LengthBytes > 0:
                // Whoever wrote it, it was not this writer: to each an object of its own.
                RollFrom(name, RollReason.Conflict);
                break;
            case { Value: { } found }:
                IsAt(found.End, isHeadsWord: true);
                break;
        }
    }

    private async ValueTask<StepResult> AppendAsync(ObjectEnd before, AppendBody body, AppendState.InDoubt? unconfirmed, CancellationToken cancellationToken)
    {
        var name = _name!; // Only reached with an object.
        var after = store.Advance(before, body);
        Invariant.Holds(after.LengthBytes == before.LengthBytes + body.LengthBytes, "An append moves the end by its length.");

        var former = FormerOf(before, body);
        var intent = new AppendIntent(name, before, after, body.Crc64)
        {
            Records = body.Records,
            Former = former,
            Unconfirmed = unconfirmed is null ? null : new AppendIntent(name, unconfirmed.Before, unconfirmed.After, unconfirmed.BodyCrc64) { Records = unconfirmed.Records },
        };
        observer.Intending(intent);
        _isReserved = false;
        registration.Sending(intent);

        // From here to the answer the append is in doubt; if the wait is cancelled, it stays so.
        var earlierDoubt = _state as AppendState.InDoubt;
        var doubt = new AppendState.InDoubt(before, after, body.Crc64)
        {
            IsSuspect = earlierDoubt?.IsSuspect == true,
            Records = body.Records,
            Unconfirmed = unconfirmed,
            Former = former,
        };
        Invariant.Holds(
            earlierDoubt is null || (earlierDoubt.Before.LengthBytes == before.LengthBytes && earlierDoubt.BodyCrc64 == body.Crc64),
            "An append in doubt is only ever repeated at the same position, with the same bytes.");
        _state = doubt;

        // The request of an earlier run, or a longer one that this body replaces, may be there or still come.
        var isFirstTry = earlierDoubt is null && _former is null;
        switch (await store.AppendAsync(name.Key, before.LengthBytes, body, cancellationToken).ConfigureAwait(false))
        {
            case AppendResult.Stored { Contradiction: null } stored when stored.End.IsConsistentWith(after):
                if (!store.Promises.IsAcknowledgementFinal)
                    return Accept(after, doubt);

                // Our own end, not the answer's: a store that says no checksum must not make us forget ours.
                return Acknowledge(name, after, doubt);

            case AppendResult.Stored stored:
                observer.Misbehaved(name, stored.Contradiction ?? $"it acknowledged an append with the end {stored.End}, where {after} was expected");
                _state = doubt with { IsSuspect = true };
                return StepResult.Progress.Instance;

            case AppendResult.Conflict conflict:
                _state = doubt with { IsRefused = isFirstTry, IsConflicted = true, SaidLength = conflict.NextPosition };

                // Before the object is looked at: after a crash in between, the bytes of another writer would be taken for this one.
                if (IsSentToOldEnd((AppendState.InDoubt)_state))
                    _isReserved = !observer.TryWithdraw();
                return StepResult.Progress.Instance;

            case AppendResult.Occupied occupied:
                _occupiedTries++;
                _state = doubt with { IsRefused = isFirstTry };
                return new StepResult.Failed(occupied.Error);

            case AppendResult.NotAppendable notAppendable:
                _state = doubt with { IsClosed = true, IsRefused = isFirstTry };

                // A store that takes no appends into a new object will not into the next one either: that is an outage.
                return before.LengthBytes == 0 ? new StepResult.Failed(notAppendable.Error) : StepResult.Progress.Instance;

            case AppendResult.Refused refused when _refusals.Add(refused.Error) && isFirstTry && unconfirmed is null && before.LengthBytes > 0:
                // It is not there, and none of it is under way. What an empty object refuses, the next one, which is empty, will refuse too.
                _state = doubt with { IsRefused = true, IsClosed = true, IsRejected = true };
                return new StepResult.Failed(refused.Error);

            case AppendResult.Refused refused:
                // Only an append that was never in doubt is out of it again: an earlier try may still be applied, also one of an earlier run.
                // Its turn ends when a crash cannot bring it back, since what the next writer stores there may be the same.
                _isReserved = isFirstTry && unconfirmed is null && !observer.TryWithdraw();
                _state = earlierDoubt is null ? new AppendState.At(before) { Unconfirmed = unconfirmed, IsLookDue = unconfirmed is not null } : doubt;
                return new StepResult.Failed(refused.Error);

            case AppendResult.InDoubt inDoubt:
                return new StepResult.Failed(inDoubt.Error) { IsUploadTimeout = inDoubt.Error.Kind == StoreErrorKind.Timeout };

            case var result:
                throw new InvariantBrokenException($"Broken rule: every result is handled. Result: {result.GetType().Name}.");
        }
    }

    /// <summary>
    /// The earlier request that may take this body's place, with other bytes for the same records, or with more of them: another release
    /// compresses differently, some of the records were damaged since, or the batch was made smaller. What was sent with the same bytes is
    /// the same request.
    /// </summary>
    private AppendIntent? FormerOf(ObjectEnd before, AppendBody body)
    {
        var former = _former;
        while (former is not null && former.Records == body.Records && former.BodyCrc64 == body.Crc64)
            former = former.Former;
        if (former is null || former.Records.First != body.Records.First || former.Before.LengthBytes != before.LengthBytes)
            return null;

        // A checkpoint has room for so many. The oldest request is the least likely to be applied still.
        return former.Contenders < ContendersMax ? former : WithoutOldest(former);
    }

    private static AppendIntent WithoutOldest(AppendIntent intent) =>
        intent.Former is { Former: not null } former ? intent with { Former = WithoutOldest(former) } : intent with { Former = null };

    private StepResult Accept(ObjectEnd after, AppendState.InDoubt doubt)
    {
        var accepted = doubt with { IsAcknowledged = true, Unconfirmed = null };
        if (!HoldsAccepted || doubt.IsSuspect)
        {
            // It has come to where the one before it ends.
            Invariant.Holds(doubt.Unconfirmed is null, "An append that is held is followed by one that is held.");
            _state = accepted;
            return StepResult.Progress.Instance;
        }

        if (doubt.Unconfirmed is not null)
            FormerConfirmed();
        _appendsMade++;
        _refusals.Clear();
        _knownAsOf = registration.Stored(_name!.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes, after); // Appended to, so it has a name.
        _state = new AppendState.At(after) { Unconfirmed = accepted };
        _isHeadsWord = false;
        return StepResult.Accepted.Instance;
    }

    private void FormerConfirmed()
    {
        _occupiedTries = 0;
        _former = null;
    }

    /// <summary>What was accepted is in doubt again, and its body the next.</summary>
    private StepResult.FormerInDoubt Reopen(AppendState.InDoubt unconfirmed)
    {
        _appendsMade--;
        _state = unconfirmed;
        return StepResult.FormerInDoubt.Instance;
    }

    private static AppendState.InDoubt DoubtOf(AppendIntent intent) => new(intent.Before, intent.After, intent.BodyCrc64) { Records = intent.Records, Former = intent.Former };

    private StepResult.Stored Acknowledge(ObjectName name, ObjectEnd end, AppendState.InDoubt doubt)
    {
        _appendsMade++;
        _occupiedTries = 0;
        _refusals.Clear();
        _former = null;
        _knownAsOf = registration.Stored(name.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes, end);
        IsAt(end, isHeadsWord: false);
        if (doubt.IsSuspect)
            RollFrom(name, RollReason.Suspect);
        return StepResult.Stored.Instance;
    }

    private void IsAt(ObjectEnd end, bool isHeadsWord)
    {
        _state = new AppendState.At(end);
        _isHeadsWord = isHeadsWord;
    }

    private void RollFrom(ObjectName name, RollReason reason)
    {
        observer.Leaving(name, reason);

        // From an object of an earlier run under another name, to the first of ours, or the last there is.
        var next = _isTakenOver && IsRenamed(name) ? series.First(name.Period.Start) : series.After(name);
        observer.Rolled(name, next, reason);
        Open(next);
    }

    private void Open(ObjectName name)
    {
        (_hasWaited, _waitsInVain, _isReserved) = (false, 0, false);
        registration.StopWaiting();
        registration.Leave();
        _name = name;
        _state = new AppendState.Unknown();
        _appendsMade = 0;
        _occupiedTries = 0;
        _former = null;
    }
}
