using System.Buffers;
using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <summary>How the writer keeps clear of the other writers of its process; see <see cref="ObjectRegistry"/>.</summary>
internal sealed partial class AppendWriter
{
    // The registry's clock before the end of the object was learned.
    private long _knownAsOf;
    private bool _hasWaited;
    private int _waitsInVain;

    // The last append was refused, and the spool could not forget it.
    private bool _isReserved;

    /// <summary>
    /// After so many waits during which the store worked, the writer leaves the object. One is not enough: the other writer may be pausing
    /// because the store was away before.
    /// </summary>
    internal const int WaitsInVainMax = 2;

    /// <summary>
    /// Whether its appends wait for those of other writers of the process to the same object (<see cref="StepResult.Waiting"/>). Without it,
    /// the same bytes at the same position count as stored, whichever writer has sent them.
    /// </summary>
    internal bool TakesTurns { get; init; }

    /// <summary>The wait for other writers has taken too long: the next step checks the store, and in the end leaves the object.</summary>
    internal void StopWaiting()
    {
        _hasWaited = true;
        registration.StopWaiting();
    }

    /// <summary>Takes the turn to append, before an append that is not in doubt yet.</summary>
    /// <returns>Null where it is this writer's turn and <see cref="State"/> says where; else the result of the step.</returns>
    private async ValueTask<StepResult?> EnterAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var turn = registration.TryEnter(name.Key, _knownAsOf);
        if (turn is Turn.Entered entered)
        {
            (_hasWaited, _waitsInVain) = (false, 0);
            if (_former is not null)
                return null; // The append of an earlier run has its position.
            return entered.IsStale ? Follow(name, entered.End) : await CheckEndAsync(name, cancellationToken).ConfigureAwait(false);
        }

        if (turn is Turn.Busy busy && !_hasWaited)
            return new StepResult.Waiting(busy.Free);
        _hasWaited = false;

        // The append of an earlier run can go nowhere else. The store takes one of the two.
        if (_former is not null)
        {
            registration.StopWaiting();
            return null;
        }

        // The other writer may be unable to settle its append because the store is away. Then it is away for the next object too.
        if (await store.DescribeAsync(name.Key, cancellationToken).ConfigureAwait(false) is { Error: { } failure })
        {
            // Not while this one pauses: the others would wait for it.
            registration.StopWaiting();
            _waitsInVain = 0;
            return new StepResult.Failed(failure);
        }

        if (turn is not Turn.Claimed && ++_waitsInVain < WaitsInVainMax)
            return StepResult.Progress.Instance;
        if (await TryCreateAsync(name, cancellationToken).ConfigureAwait(false) is { } error)
            return new StepResult.Failed(error);
        RollFrom(name, RollReason.Busy);
        return StepResult.Progress.Instance;
    }

    /// <summary>
    /// Creates an object that is about to be left, if it does not exist: by an append of nothing, which the store refuses if it exists.
    /// Otherwise the numbers of the objects would have a gap, and a later run would begin before it.
    /// </summary>
    private async ValueTask<StoreError?> TryCreateAsync(ObjectName name, CancellationToken cancellationToken)
    {
        if (!store.Promises.IsCreationExclusive || _state is not AppendState.At { End.LengthBytes: 0 })
            return null;
        return await store.AppendAsync(name.Key, 0, AppendBody.Of(ReadOnlySequence<byte>.Empty), cancellationToken).ConfigureAwait(false) switch
        {
            AppendResult.Refused refused => refused.Error,
            AppendResult.InDoubt inDoubt => inDoubt.Error,
            _ => null,
        };
    }

    /// <summary>
    /// A HEAD may be older than what this process has stored. At such an end another writer's bytes stand, and the same bytes would be taken for
    /// this writer's. An append of nothing there shows whether the object ends there after all, because it was replaced.
    /// </summary>
    private async ValueTask<StepResult?> CheckEndAsync(ObjectName name, CancellationToken cancellationToken)
    {
        var lengthBytes = ((AppendState.At)_state).End.LengthBytes; // It is about to append there.
        if (!registration.IsStoredBehind(name.Key, lengthBytes, out var known))
            return null;

        // Where appends are chained, even one of nothing changes the object.
        var answer = store.Promises.IsChecksumCrc64
            ? await store.AppendAsync(name.Key, lengthBytes, Nothing, cancellationToken).ConfigureAwait(false)
            : null;
        switch (answer)
        {
            case AppendResult.Stored { Contradiction: null } stored when stored.End.LengthBytes == lengthBytes:
                registration.ForgetBehind(name.Key, lengthBytes);
                _isHeadsWord = false;
                return null;
            case AppendResult.NotAppendable:
                return null; // The append meets the same.
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

    /// <summary>Another writer of this process has appended since the end was learned.</summary>
    private StepResult.Progress? Follow(ObjectName name, ObjectEnd? end)
    {
        if (onConflict == ConflictMode.Roll)
        {
            observer.Conflicted(name, onConflict);
            RollFrom(name, RollReason.Conflict);
            return StepResult.Progress.Instance;
        }

        _knownAsOf = registration.Now;
        if (end is { } known)
            IsAt(known, isHeadsWord: false);
        else
            _state = new AppendState.Unknown();
        return end is null ? StepResult.Progress.Instance : null;
    }

    /// <summary>Ends the turn after a step that leaves nothing in doubt.</summary>
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
        // A longer request that was replaced by a shorter one may still be applied, and no claim keeps the others from its position.
        if (_state.IsAnyInDoubt || _isReserved || (_former is not null && !registration.HasClaim))
            return;

        // In this order: whoever enters next must not find a claim that is settled.
        if (_former is null)
            registration.Settle();
        registration.Leave();
    }
}
