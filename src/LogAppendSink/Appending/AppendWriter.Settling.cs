using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>Settles an append in doubt, by the end of the object, and where that is not enough, by its bytes.</content>
internal sealed partial class AppendWriter
{
    private async ValueTask<StepResult> SettleAsync(AppendState.InDoubt doubt, AppendBody? body, CancellationToken cancellationToken)
    {
        if (doubt.Unconfirmed is { } unconfirmed)
            return await SettlePreviousAsync(doubt, unconfirmed, cancellationToken).ConfigureAwait(false);

        var name = _name!; // An append in doubt has its object.
        _knownAsOf = registration.Now;
        var (seen, isAppendObject, takesAppends, isAbsent) = (store.EmptyEnd, true, true, true);
        switch (await LookAtDoubtAsync(name, doubt, cancellationToken).ConfigureAwait(false))
        {
            case { Error: { } error }:
                return new StepResult.Failed(error);
            case { Value: { } found }:
                // Sealing may turn the object into a normal one. It is still the object of the append, also after a crash in between.
                var hasExpectedEnd = found.End.Checksum.IsKnown && found.End == doubt.After;
                (seen, isAppendObject, takesAppends, isAbsent) =
                    (found.End, found.IsAppendObject || doubt.IsSealed || hasExpectedEnd, found.TakesAppends, false);
                break;
        }

        // An append that creates the object again could replace what others append at the same time.
        var isGone = isAbsent && !store.Promises.IsCreationExclusive;
        var next = isAppendObject && !isGone ? Settlement.Settle(doubt, seen, takesAppends) : NextStep.Roll;

        // Earlier requests first: a longer one may begin with this body's bytes, which then prove nothing.
        if (next is NextStep.ReadBack or NextStep.Yield && doubt.Earlier is not null)
        {
            var (applied, end) = await FindAppliedAsync(name, doubt.Earlier, seen, cancellationToken).ConfigureAwait(false);
            if (end is not null)
                return end;
            if (applied is not null)
                return AcknowledgeEarlier(name, seen, doubt, applied);
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
            // After a crash it would count as this append.
            next = NextStep.Yield;
            _isReserved = !observer.TryWithdraw();
        }

        if (doubt.IsAcknowledged && next is not NextStep.Acknowledge)
        {
            observer.Misbehaved(
                name,
                $"it acknowledged an append that it does not hold: the object ends at {seen}, expected {doubt.After}. "
                + "Do not set ACL, tags or retention of an object, and do not copy or overwrite it, while it is appended to; "
                + "this append is sent again");
        }

        // The object does not exist, so the next one will probably be refused too. Only one other object is tried.
        if (next == NextStep.Roll && isAbsent && !isGone && doubt.IsClosed && doubt.Before.LengthBytes == 0 && !_refusals.TryLeave())
            next = NextStep.SendAgain;

        switch (next)
        {
            case NextStep.SendAgain when _occupiedTries >= OccupiedTriesMax:
                return await LeaveWedgedAsync(name, doubt, cancellationToken).ConfigureAwait(false);

            case NextStep.SendAgain when body is null:
                SetEnd(seen.Checksum.IsKnown ? seen : doubt.Before, isFromHead: true);
                return StepResult.Progress.Instance;

            case NextStep.SendAgain:
                // Of the same length, with other bytes: the object was replaced.
                if (!seen.IsConsistentWith(doubt.Before))
                {
                    observer.Conflicted(name, policy.OnConflict);
                    if (!policy.HasNextObject)
                        return new StepResult.Stopped(RollReason.Conflict);
                }

                // The append stays in doubt until the response, so that a refusal now does not forget the first try.
                return await AppendAsync(seen.Checksum.IsKnown ? seen : doubt.Before, body, unconfirmed: null, cancellationToken)
                    .ConfigureAwait(false);

            case NextStep.Acknowledge:
                return Acknowledge(name, seen, doubt);

            case NextStep.Yield when doubt.IsSuspect && policy.HasNextObject:
                return RollFrom(name, RollReason.Suspect);

            case NextStep.Yield:
                observer.Conflicted(name, policy.OnConflict);
                _earlier = null; // Its position is taken, so the store will refuse it.
                if (policy.OnConflict == ConflictMode.Roll || !policy.HasNextObject)
                    return RollFrom(name, RollReason.Conflict);
                if (!takesAppends)
                    return RollFrom(name, RollReason.NotAppendable);
                SetEnd(seen, isFromHead: true);
                return StepResult.Progress.Instance;

            case NextStep.Roll when doubt.IsSealed:
                return RollFrom(name, doubt.IsAcknowledged ? RollReason.Suspect : RollReason.Wedged);

            case NextStep.Roll when doubt.IsRejected && takesAppends && !isAbsent:
                if (_refusals.TryLeave())
                    return RollFrom(name, RollReason.Refused);
                SetEnd(seen, isFromHead: true);
                return StepResult.Progress.Instance;

            case NextStep.Roll:
                return RollFrom(name, doubt.IsClosed || !takesAppends ? RollReason.NotAppendable : RollReason.Replaced);

            default:
                throw new InvariantBrokenException($"Broken rule: reading back settles an append. Next step: {next}.");
        }
    }

    /// <summary>Whether the bytes at the position of an append are another writer's, although they are equal.</summary>
    private bool IsOfAnother(ObjectName name, AppendState.InDoubt doubt) =>
        IsSentToOldEnd(doubt)
        || ((TakesTurns || _earlier is not null)
            && registration.IsStoredByOthers(name.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes));

    /// <summary>
    /// Whether an append was sent once, to an end from a HEAD, and the store responded that the object does not end there. Then the HEAD
    /// was old. If the end was certain, a proxy may have sent the append twice.
    /// </summary>
    private bool IsSentToOldEnd(AppendState.InDoubt doubt) =>
        TakesTurns && _isEndFromHead && doubt is { IsRefused: true, IsConflicted: true };

    /// <summary>Finds the earlier request that was applied, the oldest and longest first; or the result that ends the step.</summary>
    private async ValueTask<(AppendIntent? Applied, StepResult? End)> FindAppliedAsync(
        ObjectName name, AppendIntent earlier, ObjectEnd seen, CancellationToken cancellationToken)
    {
        if (earlier.Earlier is not null)
        {
            var found = await FindAppliedAsync(name, earlier.Earlier, seen, cancellationToken).ConfigureAwait(false);
            if (found.Applied is not null || found.End is not null)
                return found;
        }

        if (seen.LengthBytes < earlier.After.LengthBytes)
            return (null, null);
        var (seenCrc64, error) = await ReadBackAsync(name, earlier.Before, earlier.After, cancellationToken).ConfigureAwait(false);
        if (seenCrc64 is not { } crc64)
            return (null, AfterFailedRead(error));

        // Equal bytes that another writer of this process has stored there are not this request.
        var isApplied = crc64 == earlier.BodyCrc64
            && !registration.IsStoredByOthers(name.Key, earlier.Before.LengthBytes, earlier.After.LengthBytes);
        return (isApplied ? earlier : null, null);
    }

    /// <summary>An earlier request was applied. None of its records is sent again.</summary>
    private StepResult AcknowledgeEarlier(ObjectName name, ObjectEnd seen, AppendState.InDoubt doubt, AppendIntent applied)
    {
        Invariant.Holds(applied.Records.Next >= doubt.Records.Next, "A batch is never made larger.");
        var result = Acknowledge(name, seen, doubt with { Before = applied.Before, After = applied.After });
        return result is StepResult.Stored && applied.Records.Next > doubt.Records.Next
            ? new StepResult.StoredThrough(applied.Records.Next)
            : result;
    }

    /// <summary>
    /// Settles the older of two appends in doubt: one that was acknowledged, and one that was sent after it. If the older one is in the
    /// object, the younger is settled like any other. If it is not, its bytes go to the next object or to the same position again, and the
    /// younger one must not be applied before them. So unless the store has refused the younger one, the object is sealed first; then no
    /// request in flight can be applied.
    /// </summary>
    private async ValueTask<StepResult> SettlePreviousAsync(
        AppendState.InDoubt doubt, AppendState.InDoubt unconfirmed, CancellationToken cancellationToken)
    {
        var name = _name!; // An append in doubt has its object.
        var head = await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false);
        if (head.Error is { } failure)
            return new StepResult.Failed(failure);

        var found = head.Value;
        var isThere = found is { End.Checksum.IsKnown: true } && (found.End == unconfirmed.After || found.End == doubt.After);
        var isSameObject = found is not null && (found.IsAppendObject || doubt.IsSealed);
        if (!isThere)
        {
            // Also where the object ends before it or does not exist: the HEAD may be old.
            var (seenCrc64, error) = await ReadBackAsync(name, unconfirmed.Before, unconfirmed.After, cancellationToken)
                .ConfigureAwait(false);
            // As asked.
            if (seenCrc64 is null && (error is not null || (isSameObject && found!.End.LengthBytes >= unconfirmed.After.LengthBytes)))
                return AfterFailedRead(error);
            isThere = seenCrc64 == unconfirmed.BodyCrc64;

            // The HEAD was old: the object exists, and the younger append may still be applied. Its end is needed to seal it.
            if (!isThere && found is null && seenCrc64 is not null)
                return StepResult.Progress.Instance;
        }

        if (isThere)
        {
            _state = doubt with { Unconfirmed = null };
            return StepResult.PreviousStored.Instance;
        }

        // A deleted object, and one that was not made by appends, accept no request that was sent before.
        if (isSameObject && !doubt.IsRefused && !doubt.IsSealed)
            return await SealAsync(name, found!.End.LengthBytes, doubt, cancellationToken).ConfigureAwait(false); // As asked.

        if (_earlier?.Records == doubt.Records)
            _earlier = null; // It can no longer be applied.
        return Reopen(doubt.IsSealed ? unconfirmed with { IsSealed = true, IsClosed = true } : unconfirmed);
    }

    /// <summary>
    /// Leaves an object whose position has been held for seconds, usually by an append that was interrupted in the store. It may also be an
    /// earlier try of this append that is applied after its bytes are in the next object. So the object is sealed first, which no request
    /// in flight survives, and then read once more.
    /// </summary>
    private async ValueTask<StepResult> LeaveWedgedAsync(ObjectName name, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        if (!policy.HasNextObject)
            return new StepResult.Stopped(RollReason.Wedged);
        return await SealAsync(name, doubt.Before.LengthBytes, doubt, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StepResult> SealAsync(
        ObjectName name, long lengthBytes, AppendState.InDoubt doubt, CancellationToken cancellationToken)
    {
        if (!store.Promises.CanSeal)
            throw new InvariantBrokenException("Broken rule: a store that reports occupied positions, or may lose acknowledged appends, "
                + "can seal objects.");
        switch (await store.SealAsync(name.Key, lengthBytes, cancellationToken).ConfigureAwait(false))
        {
            case { Error.Kind: StoreErrorKind.PositionConflict }:
                _occupiedTries = 0; // The end has moved.
                return StepResult.Progress.Instance;
            case { Error: { } error }:
                return new StepResult.Failed(error);
            default:
                _state = doubt with { IsSealed = true, IsClosed = true };
                return StepResult.Progress.Instance;
        }
    }

    /// <summary>
    /// Reads the bytes at the position of an append. The CRC-64 is null if the object ends before that, or the read failed.
    /// </summary>
    private async ValueTask<(ulong? SeenCrc64, StoreError? Error)> ReadBackAsync(
        ObjectName name, ObjectEnd before, ObjectEnd after, CancellationToken cancellationToken)
    {
        var bytes = new byte[checked((int)(after.LengthBytes - before.LengthBytes))];
        return await store.ReadAsync(name.Key, before.LengthBytes, bytes, cancellationToken).ConfigureAwait(false) switch
        {
            { Error: { } error } => (null, error),
            { Value: { } found } when found.CountBytes == bytes.Length => (Checksums.Crc64.Append(0, bytes), null),
            _ => (null, null),
        };
    }

    /// <summary>Without an error the object has become shorter since its HEAD, so the next step sends another HEAD.</summary>
    private static StepResult AfterFailedRead(StoreError? error) =>
        error is null ? StepResult.Progress.Instance : new StepResult.Failed(error);
}
