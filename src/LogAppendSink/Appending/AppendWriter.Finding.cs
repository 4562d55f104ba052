using LogAppendSink.Stores;

namespace LogAppendSink.Appending;

/// <content>Finds the object of a period and its end, and moves on to the next object.</content>
internal sealed partial class AppendWriter
{
    private readonly ObjectLocator _locator = new(store, series);

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
        return Judge(name, head);
    }

    private async ValueTask<StepResult> LookAsync(ObjectName name, CancellationToken cancellationToken)
    {
        _knownAsOf = registration.Now;

        // Other writers may have begun many objects since. Trying each in turn would take too long.
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

        return Judge(last, head);
    }

    /// <summary>Decides from a HEAD whether the writer appends to an object, creates it, or leaves it.</summary>
    private StepResult Judge(ObjectName name, StoreResult<ObjectDescription> head)
    {
        switch (head)
        {
            case { IsAbsent: true } when store.Promises.IsCreationExclusive:
                SetEnd(store.EmptyEnd, isFromHead: true);
                return StepResult.Progress.Instance;
            case { IsAbsent: true } when _creation.IsPending(name.Key):
                return RollFrom(name, RollReason.CreationInDoubt);
            case { IsAbsent: true }:
                _state = new AppendState.Missing();
                return StepResult.Progress.Instance;
            case { Value.TakesAppends: false }:
                return RollFrom(name, RollReason.NotAppendable);
            case { Value: { } found } when policy.OnConflict == ConflictMode.Roll && _appendsMade == 0 && found.End.LengthBytes > 0:
                // Another writer has begun it, and each writer has objects of its own.
                return RollFrom(name, RollReason.Conflict);
            case { Value: { } found }:
                SetEnd(found.End, isFromHead: true);
                return StepResult.Progress.Instance;
            default:
                throw new InvariantBrokenException($"Broken rule: a failed HEAD is not judged. Error: {head.Error?.Kind}.");
        }
    }

    private void SetEnd(ObjectEnd end, bool isFromHead)
    {
        _state = new AppendState.At(end);
        _isEndFromHead = isFromHead;
    }

    /// <returns><see cref="StepResult.Progress"/>, or <see cref="StepResult.Stopped"/> where the writer has no other object.</returns>
    private StepResult RollFrom(ObjectName name, RollReason reason)
    {
        if (!policy.HasNextObject)
            return new StepResult.Stopped(reason);

        // An object of an earlier run under another name is followed by the first object of this run's names.
        var next = _isTakenOver && IsRenamed(name) ? series.First(name.Period.Start) : series.After(name);
        observer.Rolled(name, next, reason);
        Open(next);
        return StepResult.Progress.Instance;
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
        _earlier = null;
    }
}
