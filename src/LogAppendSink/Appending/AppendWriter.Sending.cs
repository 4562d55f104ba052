using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>Sends a body, and interprets the response.</content>
internal sealed partial class AppendWriter
{
    private async ValueTask<StepResult> AppendAsync(
        ObjectEnd before, AppendBody body, AppendState.InDoubt? unconfirmed, CancellationToken cancellationToken)
    {
        var name = _name!; // Only reached with an object.
        var after = store.Advance(before, body);
        Invariant.Holds(after.LengthBytes == before.LengthBytes + body.LengthBytes, "An append moves the end by its length.");

        var earlier = EarlierOf(before, body);
        var intent = new AppendIntent(name, before, after, body.Crc64)
        {
            Records = body.Records,
            Earlier = earlier,
            Unconfirmed = unconfirmed is null
                ? null
                : new AppendIntent(name, unconfirmed.Before, unconfirmed.After, unconfirmed.BodyCrc64) { Records = unconfirmed.Records },
        };
        observer.Intending(intent);
        _isReserved = false;
        registration.Sending(intent);

        // The append is in doubt from here until its response. If the wait is cancelled, it stays in doubt.
        var priorDoubt = _state as AppendState.InDoubt;
        var doubt = new AppendState.InDoubt(before, after, body.Crc64)
        {
            IsSuspect = priorDoubt?.IsSuspect == true,
            Records = body.Records,
            Unconfirmed = unconfirmed,
            Earlier = earlier,
        };
        Invariant.Holds(
            priorDoubt is null || (priorDoubt.Before.LengthBytes == before.LengthBytes && priorDoubt.BodyCrc64 == body.Crc64),
            "An append in doubt is repeated only at the same position, with the same bytes.");
        _state = doubt;

        // A request of an earlier run, or a longer one that this body replaces, may have been applied or may still be.
        var isFirstTry = priorDoubt is null && _earlier is null;
        switch (await store.AppendAsync(name.Key, before.LengthBytes, body, cancellationToken).ConfigureAwait(false))
        {
            case AppendResult.Stored { Contradiction: null } stored when stored.End.IsConsistentWith(after):
                if (!store.Promises.IsAcknowledgementFinal)
                    return Accept(after, doubt);

                // The computed end, not that of the response, which may lack the checksum.
                return Acknowledge(name, after, doubt);

            case AppendResult.Stored stored:
                observer.Misbehaved(name, stored.Contradiction
                    ?? $"it acknowledged an append with the end {stored.End}, where {after} was expected");
                _state = doubt with { IsSuspect = true };
                return StepResult.Progress.Instance;

            case AppendResult.Conflict conflict:
                _state = doubt with { IsRefused = isFirstTry, IsConflicted = true, SaidLength = conflict.NextPosition };

                // Before the HEAD: after a crash in between, bytes of another writer would count as this append.
                if (IsSentToOldEnd((AppendState.InDoubt)_state))
                    _isReserved = !observer.TryWithdraw();
                return StepResult.Progress.Instance;

            case AppendResult.Occupied occupied:
                _occupiedTries++;
                _state = doubt with { IsRefused = isFirstTry };
                return new StepResult.Failed(occupied.Error);

            case AppendResult.NotAppendable notAppendable:
                _state = doubt with { IsClosed = true, IsRefused = isFirstTry };

                // A store that accepts no append to a new object will not accept one to the next object either. That is an outage.
                return before.LengthBytes == 0 ? new StepResult.Failed(notAppendable.Error) : StepResult.Progress.Instance;

            case AppendResult.Refused refused when _refusals.Add(refused.Error) && isFirstTry && unconfirmed is null
                && before.LengthBytes > 0:
                // It was not applied and cannot be. An empty object is not left:
                // the next one is empty too and would refuse the same.
                _state = doubt with { IsRefused = true, IsClosed = true, IsRejected = true };
                return new StepResult.Failed(refused.Error);

            case AppendResult.Refused refused:
                // Only the first try leaves nothing in doubt: an earlier try, also one of an earlier run, may still be applied. The turn
                // ends once the spool has forgotten the append, because the next writer may store the same bytes there.
                _isReserved = isFirstTry && unconfirmed is null && !observer.TryWithdraw();
                _state = priorDoubt is null
                    ? new AppendState.At(before) { Unconfirmed = unconfirmed, IsLookDue = unconfirmed is not null }
                    : doubt;
                return new StepResult.Failed(refused.Error);

            case AppendResult.InDoubt inDoubt:
                return new StepResult.Failed(inDoubt.Error) { IsUploadTimeout = inDoubt.Error.Kind == StoreErrorKind.Timeout };

            case var result:
                throw new InvariantBrokenException($"Broken rule: every result is handled. Result: {result.GetType().Name}.");
        }
    }

    /// <summary>
    /// The earlier request that may be applied in place of this body, with other bytes for the same records or with more records: another
    /// release compresses differently, records were damaged, or the batch was made smaller. A request with the same bytes is the same
    /// request.
    /// </summary>
    private AppendIntent? EarlierOf(ObjectEnd before, AppendBody body)
    {
        var earlier = _earlier;
        while (earlier is not null && earlier.Records == body.Records && earlier.BodyCrc64 == body.Crc64)
            earlier = earlier.Earlier;
        if (earlier is null || earlier.Records.First != body.Records.First || earlier.Before.LengthBytes != before.LengthBytes)
            return null;

        // A checkpoint has room for this many. The oldest request is the least likely to be applied.
        return earlier.Contenders < ContendersMax ? earlier : WithoutOldest(earlier);
    }

    private static AppendIntent WithoutOldest(AppendIntent intent) =>
        intent.Earlier is { Earlier: not null } earlier ? intent with { Earlier = WithoutOldest(earlier) } : intent with { Earlier = null };

    private StepResult Accept(ObjectEnd after, AppendState.InDoubt doubt)
    {
        var accepted = doubt with { IsAcknowledged = true, Unconfirmed = null };
        if (!HoldsAccepted || doubt.IsSuspect)
        {
            Invariant.Holds(doubt.Unconfirmed is null, "A held append is followed only by a held append.");
            _state = accepted;
            return StepResult.Progress.Instance;
        }

        if (doubt.Unconfirmed is not null)
            ConfirmPrevious();
        _appendsMade++;
        _refusals.Clear();
        // Appended to, so it has a name.
        _knownAsOf = registration.Stored(_name!.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes, after);
        _state = new AppendState.At(after) { Unconfirmed = accepted };
        _isEndFromHead = false;
        return StepResult.Accepted.Instance;
    }

    private void ConfirmPrevious()
    {
        _occupiedTries = 0;
        _earlier = null;
    }

    /// <summary>The accepted append is in doubt again, and its body is the next one.</summary>
    private StepResult.PreviousInDoubt Reopen(AppendState.InDoubt unconfirmed)
    {
        _appendsMade--;
        _state = unconfirmed;
        return StepResult.PreviousInDoubt.Instance;
    }

    private static AppendState.InDoubt DoubtOf(AppendIntent intent) =>
        new(intent.Before, intent.After, intent.BodyCrc64) { Records = intent.Records, Earlier = intent.Earlier };

    private StepResult Acknowledge(ObjectName name, ObjectEnd end, AppendState.InDoubt doubt)
    {
        _appendsMade++;
        _occupiedTries = 0;
        _refusals.Clear();
        _earlier = null;
        _knownAsOf = registration.Stored(name.Key, doubt.Before.LengthBytes, doubt.After.LengthBytes, end);
        SetEnd(end, isFromHead: false);
        return doubt.IsSuspect && RollFrom(name, RollReason.Suspect) is StepResult.Stopped stopped ? stopped : StepResult.Stored.Instance;
    }
}
