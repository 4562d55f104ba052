using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>Takes turns with the other writers of the process; see <see cref="ObjectRegistry"/>.</content>
internal sealed partial class AppendWriter
{
    // The registry's clock before the request that returned the end of the object.
    private long _knownAsOf;
    private bool _hasWaited;
    private int _waitsInVain;

    // Whether the last append was refused and the spool could not forget it.
    private bool _isReserved;

    /// <summary>
    /// After so many waits during which the store was available, the writer leaves the object. One wait is not enough: the other writer may
    /// pause because the store was unavailable before.
    /// </summary>
    internal const int WaitsInVainMax = 2;

    /// <summary>
    /// Whether its appends wait for those of other writers of the process to the same object (<see cref="StepResult.Waiting"/>). Without
    /// it, the same bytes at the same position count as stored, whichever writer has sent them.
    /// </summary>
    internal bool TakesTurns { get; init; }

    /// <summary>
    /// Ends the wait for other writers. The next step checks the store; if the wait repeats, the writer leaves the object.
    /// </summary>
    internal void StopWaiting()
    {
        _hasWaited = true;
        registration.StopWaiting();
    }

    /// <summary>Takes the turn to append. Called before an append that is not in doubt yet.</summary>
    /// <returns>Null if this writer has the turn and <see cref="State"/> has the position; otherwise the result of the step.</returns>
    private async ValueTask<StepResult?> EnterAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var turn = registration.TryEnter(name.Key, _knownAsOf);
        if (turn is Turn.Entered entered)
        {
            (_hasWaited, _waitsInVain) = (false, 0);
            if (_earlier is not null)
                return null; // The append of an earlier run goes to its own position.
            return entered.IsStale ? Follow(name, entered.End) : await CheckEndAsync(name, cancellationToken).ConfigureAwait(false);
        }

        if (turn is Turn.Busy busy && !_hasWaited)
            return new StepResult.Waiting(busy.Free);
        _hasWaited = false;

        // The append of an earlier run has no other position. The store accepts one of the two requests.
        if (_earlier is not null)
        {
            registration.StopWaiting();
            return null;
        }

        // The other writer may be unable to settle its append because the store is unavailable. Then it is
        // unavailable for the next object too.
        if (await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false) is { Error: { } failure })
        {
            // Otherwise the other writers would wait while this one pauses.
            registration.StopWaiting();
            _waitsInVain = 0;
            return new StepResult.Failed(failure);
        }

        if (turn is not Turn.Claimed && ++_waitsInVain < WaitsInVainMax)
            return StepResult.Progress.Instance;
        if (await TryCreateAsync(name, cancellationToken).ConfigureAwait(false) is { } error)
            return new StepResult.Failed(error);
        return RollFrom(name, RollReason.Busy);
    }

    /// <summary>
    /// Creates an object before the writer leaves it, by an empty append, which the store refuses if the object exists. Otherwise the
    /// numbers of the objects would have a gap, and a later run would begin before the gap.
    /// </summary>
    private async ValueTask<StoreError?> TryCreateAsync(ObjectName name, CancellationToken cancellationToken)
    {
        if (!store.Promises.IsCreationExclusive || _state is not AppendState.At { End.LengthBytes: 0 })
            return null;
        var created = await store.AppendAsync(name.Key, 0, AppendBody.Of(ReadOnlySequence<byte>.Empty), cancellationToken)
            .ConfigureAwait(false);
        return created switch
        {
            AppendResult.Refused refused => refused.Error,
            AppendResult.InDoubt inDoubt => inDoubt.Error,
            _ => null,
        };
    }

    /// <summary>
    /// Checks an end from a HEAD that is older than an append of this process. Another writer's bytes are at that position, and equal bytes
    /// would count as this writer's. An empty append there shows whether the object was replaced and does end there.
    /// </summary>
    private async ValueTask<StepResult?> CheckEndAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var lengthBytes = ((AppendState.At)_state).End.LengthBytes; // It is about to append there.
        if (!registration.IsStoredBehind(name.Key, lengthBytes, out var known))
            return null;

        // On a store with chained checksums even an empty append changes the object.
        var response = store.Promises.IsChecksumCrc64
            ? await store.AppendAsync(name.Key, lengthBytes, Nothing, cancellationToken).ConfigureAwait(false)
            : null;
        switch (response)
        {
            case AppendResult.Stored { Contradiction: null } stored when stored.End.LengthBytes == lengthBytes:
                registration.ForgetBehind(name.Key, lengthBytes);
                _isEndFromHead = false;
                return null;
            case AppendResult.NotAppendable:
                return null; // The append gets the same response.
            case AppendResult.InDoubt inDoubt:
                return new StepResult.Failed(inDoubt.Error);
            case AppendResult.Occupied occupied:
                return new StepResult.Failed(occupied.Error);
            case AppendResult.Refused { Error.Kind: not StoreErrorKind.Refused } refused:
                return new StepResult.Failed(refused.Error);
            case AppendResult.Conflict { NextPosition: { } said } when said != known?.LengthBytes:
                return Follow(name, new ObjectEnd(said, ContentChecksum.None));
            default:
                return Follow(name, known);
        }
    }

    /// <summary>Continues at the end that another writer of this process has made.</summary>
    private StepResult? Follow(ObjectName name, ObjectEnd? end)
    {
        if (policy.OnConflict == ConflictMode.Roll)
        {
            observer.Conflicted(name, policy.OnConflict);
            return RollFrom(name, RollReason.Conflict);
        }

        _knownAsOf = registration.Now;
        if (end is { } known)
            SetEnd(known, isFromHead: false);
        else
            _state = new AppendState.Unknown();
        return end is null ? StepResult.Progress.Instance : null;
    }

    /// <summary>Takes a step, and ends the turn if the step leaves nothing in doubt.</summary>
    private async ValueTask<StepResult> InTurnAsync(ValueTask<StepResult> step)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        finally
        {
            LeaveUnlessInDoubt();
        }
    }

    private void LeaveUnlessInDoubt()
    {
        // A longer request that a shorter one replaced may still be applied, and no claim reserves its position.
        if (_state.IsAnyInDoubt || _isReserved || (_earlier is not null && !registration.HasClaim))
            return;

        // In this order: the next writer must not find a settled claim.
        if (_earlier is null)
            registration.Settle();
        registration.Leave();
    }
}
