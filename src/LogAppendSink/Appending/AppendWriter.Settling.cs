using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>How an append in doubt is settled: by a look at the object, and where its end cannot tell, at its bytes.</summary>
internal sealed partial class AppendWriter
{
    private async ValueTask<StepResult> SettleAsync(AppendState.InDoubt doubt, AppendBody? body, CancellationToken cancellationToken)
    {
        if (doubt.Unconfirmed is { } unconfirmed)
            return await SettleFormerAsync(doubt, unconfirmed, cancellationToken).ConfigureAwait(false);

        var name = _name!; // An append in doubt has its object.
        _knownAsOf = registration.Now;
        var (seen, isAppendObject, takesAppends, isAbsent) = (store.EmptyEnd, true, true, true);
        switch (await LookAtDoubtAsync(name, doubt, cancellationToken).ConfigureAwait(false))
        {
            case { Error: { } error }:
                return new StepResult.Failed(error);
            case { Value: { } found }:
                // Where sealing makes a normal object of it, it is still the one that the append went to; also after a crash in between.
                var isWhatWeMade = found.End.Checksum.IsKnown && found.End == doubt.After;
                (seen, isAppendObject, takesAppends, isAbsent) = (found.End, found.IsAppendObject || doubt.IsSealed || isWhatWeMade, found.TakesAppends, false);
                break;
        }

        // An append that made the object anew could replace what others append meanwhile.
        var isGone = isAbsent && !store.Promises.IsCreationExclusive;
        var next = isAppendObject && !isGone ? Settlement.Settle(doubt, seen, takesAppends) : NextStep.Roll;

        // Before this body, which a longer one may begin with: then its bytes are there too, and prove nothing.
        if (next is NextStep.ReadBack or NextStep.Yield && doubt.Former is not null)
        {
            var (applied, end) = await FindAppliedAsync(name, doubt.Former, seen, cancellationToken).ConfigureAwait(false);
            if (end is not null)
                return end;
            if (applied is not null)
                return AcknowledgeFormer(name, seen, doubt, applied);
        }

        if (next == NextStep.ReadBack)
        {
            var (seenCrc64, readError) = await ReadBackAsync(name, doubt.Before, doubt.After, cancellationToken).ConfigureAwait(false);
            if (seenCrc64 is not { } crc64)
                return AfterFailedRead(readError);
            next = Settlement.SettleByContent(doubt, crc64);
        }

        if (next == NextStep.Acknowledge && IsOfAnother(name, doubt))
        {
            // After a crash it would be taken for this one.
            next = NextStep.Yield;
            _isReserved = !observer.TryWithdraw();
        }

        if (doubt.IsAcknowledged && next is not NextStep.Acknowledge)
            observer.Misbehaved(name, $"it acknowledged an append that it does not hold: the object ends at {seen}, where {doubt.After} was expected. Whoever sets ACL, tags or retention of an object, copies or overwrites it while it is appended to, makes appends vanish; this one is not lost");

        // Where no object is, the next one will be refused as well: one of them is tried, and no more.
        if (next == NextStep.Roll && isAbsent && !isGone && doubt.IsClosed && doubt.Before.LengthBytes == 0 && !_refusals.TryLeave())
            next = NextStep.SendAgain;

        switch (next)
        {
            case NextStep.SendAgain when _occupiedTries >= OccupiedTriesMax:
                return await LeaveWedgedAsync(name, doubt, cancellationToken).ConfigureAwait(false);

            case NextStep.SendAgain when body is null:
                IsAt(seen.Checksum.IsKnown ? seen : doubt.Before, isHeadsWord: true);
                return StepResult.Progress.Instance;

            case NextStep.SendAgain:
                // The doubt stays until the answer, so that a refusal now does not forget the first try.
                if (!seen.IsConsistentWith(doubt.Before))
                    observer.Conflicted(name, onConflict); // As long, with other bytes: the object was replaced beside us.
                return await AppendAsync(seen.Checksum.IsKnown ? seen : doubt.Before, body, unconfirmed: null, cancellationToken).ConfigureAwait(false);

            case NextStep.Acknowledge:
                return Acknowledge(name, seen, doubt);

            case NextStep.Yield when doubt.IsSuspect:
                RollFrom(name, RollReason.Suspect);
                return StepResult.Progress.Instance;

            case NextStep.Yield:
                observer.Conflicted(name, onConflict);
                if (onConflict == ConflictMode.Roll)
                    RollFrom(name, RollReason.Conflict);
                else if (!takesAppends)
                    RollFrom(name, RollReason.NotAppendable);
                else
                    IsAt(seen, isHeadsWord: true);
                _former = null; // Its position is taken: the store will refuse it.
                return StepResult.Progress.Instance;

            case NextStep.Roll when doubt.IsSealed:
                RollFrom(name, doubt.IsAcknowledged ? RollReason.Suspect : RollReason.Wedged);
                return StepResult.Progress.Instance;

            case NextStep.Roll when doubt.IsRejected && takesAppends && !isAbsent:
                if (_refusals.TryLeave())
                    RollFrom(name, RollReason.Refused);
                else
                    IsAt(seen, isHeadsWord: true);
                return StepResult.Progress.Instance;

            case NextStep.Roll:
                RollFrom(name, doubt.IsClosed || !takesAppends ? RollReason.NotAppendable : RollReason.Replaced);
                return StepResult.Progress.Instance;

            default:
                throw new InvariantBrokenException($"Broken rule: reading back settles an append. Next step: {next}.");
        }
    }

    /// <summary>Whether the bytes in the place of an append are another writer's, though they are the same.</summary>
    private bool IsOfAnother(ObjectName name, AppendState.InDoubt doubt) =>
        IsSentToOldEnd(doubt)
        || ((TakesTurns || _former is not null) && registration.IsStoredByOthers(name.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes));

    /// <summary>
    /// Whether an append was sent once, to the end that a HEAD had said, and the store has said that the object does not end there: then the HEAD
    /// was an old one. Where the end was certain, a proxy may have sent the append twice.
    /// </summary>
    private bool IsSentToOldEnd(AppendState.InDoubt doubt) => TakesTurns && _isHeadsWord && doubt is { IsRefused: true, IsConflicted: true };

    /// <summary>Which of the earlier requests stands in the place, the oldest and longest first; or what ends the step.</summary>
    private async ValueTask<(AppendIntent? Applied, StepResult? End)> FindAppliedAsync(ObjectName name, AppendIntent former, ObjectEnd seen, CancellationToken cancellationToken)
    {
        if (former.Former is not null)
        {
            var found = await FindAppliedAsync(name, former.Former, seen, cancellationToken).ConfigureAwait(false);
            if (found.Applied is not null || found.End is not null)
                return found;
        }

        if (seen.LengthBytes < former.After.LengthBytes)
            return (null, null);
        var (seenCrc64, error) = await ReadBackAsync(name, former.Before, former.After, cancellationToken).ConfigureAwait(false);
        if (seenCrc64 is not { } crc64)
            return (null, AfterFailedRead(error));

        // What another writer of this process has stored there is not this request, though it is the same.
        var isApplied = crc64 == former.BodyCrc64 && !registration.IsStoredByOthers(name.Key, former.Before.LengthBytes, former.After.LengthBytes);
        return (isApplied ? former : null, null);
    }

    /// <summary>An earlier request was applied: of what it has, nothing is sent again.</summary>
    private StepResult AcknowledgeFormer(ObjectName name, ObjectEnd seen, AppendState.InDoubt doubt, AppendIntent applied)
    {
        Invariant.Holds(applied.Records.Next >= doubt.Records.Next, "A batch is only ever made smaller.");
        var stored = Acknowledge(name, seen, doubt with { Before = applied.Before, After = applied.After });
        return applied.Records.Next > doubt.Records.Next ? new StepResult.StoredThrough(applied.Records.Next) : stored;
    }

    /// <summary>
    /// Settles the older of two appends in doubt: one that was acknowledged, and one that was sent behind it. If the older one is there, the
    /// younger is settled as any other. If it is not, its bytes go to the next object, or to the same place again, and the younger one must not
    /// come behind them by itself, out of turn: so unless the store has refused it, the object is sealed first, which no request under way
    /// survives.
    /// </summary>
    private async ValueTask<StepResult> SettleFormerAsync(AppendState.InDoubt doubt, AppendState.InDoubt unconfirmed, CancellationToken cancellationToken)
    {
        var name = _name!; // As above.
        var head = await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false);
        if (head.Error is { } failure)
            return new StepResult.Failed(failure);

        var found = head.Value;
        var isThere = found is { End.Checksum.IsKnown: true } && (found.End == unconfirmed.After || found.End == doubt.After);
        var isSameObject = found is not null && (found.IsAppendObject || doubt.IsSealed);
        if (!isThere)
        {
            // Also where the object ends before it, or is gone: the HEAD may be an old one.
            var (seenCrc64, error) = await ReadBackAsync(name, unconfirmed.Before, unconfirmed.After, cancellationToken).ConfigureAwait(false);
            if (seenCrc64 is null && (error is not null || (isSameObject && found!.End.LengthBytes >= unconfirmed.After.LengthBytes))) // As asked.
                return AfterFailedRead(error);
            isThere = seenCrc64 == unconfirmed.BodyCrc64;

            // An old HEAD said that there is no object. There is one, and the younger append may still come to it: its end is needed to seal it.
            if (!isThere && found is null && seenCrc64 is not null)
                return StepResult.Progress.Instance;
        }

        if (isThere)
        {
            _state = doubt with { Unconfirmed = null };
            return StepResult.FormerStored.Instance;
        }

        // An object that is gone, or was made in one piece, takes none that began before.
        if (isSameObject && !doubt.IsRefused && !doubt.IsSealed)
            return await SealAsync(name, found!.End.LengthBytes, doubt, cancellationToken).ConfigureAwait(false); // As asked.

        if (_former?.Records == doubt.Records)
            _former = null; // It will not come.
        return Reopen(doubt.IsSealed ? unconfirmed with { IsSealed = true, IsClosed = true } : unconfirmed);
    }

    /// <summary>
    /// Something has held the position for seconds: an append that died in the store, as a rule. But it may be an earlier try of this very one,
    /// which hangs there and is applied after all, when its bytes are already in the next object. So the object is sealed first, which
    /// nothing that began before survives, and then looked at once more.
    /// </summary>
    private async ValueTask<StepResult> LeaveWedgedAsync(ObjectName name, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        observer.Leaving(name, RollReason.Wedged);
        return await SealAsync(name, doubt.Before.LengthBytes, doubt, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StepResult> SealAsync(ObjectName name, long lengthBytes, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        if (!store.Promises.CanSeal)
            throw new InvariantBrokenException("Broken rule: a store whose objects can be wedged, or lose what they acknowledged, can seal them.");
        switch (await store.SealAsync(name.Key, lengthBytes, cancellationToken).ConfigureAwait(false))
        {
            case { Error.Kind: StoreErrorKind.PositionConflict }:
                _occupiedTries = 0; // It has moved after all.
                return StepResult.Progress.Instance;
            case { Error: { } error }:
                return new StepResult.Failed(error);
            default:
                _state = doubt with { IsSealed = true, IsClosed = true };
                return StepResult.Progress.Instance;
        }
    }

    /// <summary>The CRC-64 of what stands in an append's place; null where the object ends before that, or the store did not say.</summary>
    private async ValueTask<(ulong? SeenCrc64, StoreError? Error)> ReadBackAsync(ObjectName name, ObjectEnd before, ObjectEnd after, CancellationToken cancellationToken)
    {
        var bytes = new byte[checked((int)(after.LengthBytes - before.LengthBytes))];
        return await store.ReadAsync(name.Key, before.LengthBytes, bytes, cancellationToken).ConfigureAwait(false) switch
        {
            { Error: { } error } => (null, error),
            { Value: { } found } when found.CountBytes == bytes.Length => (Checksums.Crc64.Append(0, bytes), null),
            _ => (null, null),
        };
    }

    /// <summary>Where the store has said that the bytes are there, and they are not, the object has shrunk since: it is looked at again.</summary>
    private static StepResult AfterFailedRead(StoreError? error) => error is null ? StepResult.Progress.Instance : new StepResult.Failed(error);
}
