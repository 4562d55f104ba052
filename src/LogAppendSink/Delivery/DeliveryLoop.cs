using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The one background task of a pipeline: waits for records, takes a batch, has it appended, acknowledges it. It alone
/// touches the append writer, so the appends of batches follow one another and order is kept.
/// </summary>
/// <remarks>
/// While one is under way the next is made ready, if a whole one waits. Where the store's acknowledgement is not final, the next one's is waited
/// for, which confirms it; if there is no next one, the store is asked.
/// </remarks>
internal sealed partial class DeliveryLoop(
    IRecordBuffer buffer,
    AppendWriter writer,
    BodyEncoder encoder,
    DeliverySettings settings,
    DeliveryTeller teller,
    DeliveryPace pace,
    FlushWaiters flushes,
    Func<AccountSnapshot> account,
    Func<IReadOnlyList<DeliveryNotice>> news,
    TimeProvider time)
{
    /// <summary>
    /// Most steps of one batch without a pause. Settling, rolling and meeting another writer take a few; more than this means
    /// that writers crowd each other out or that the store contradicts itself, and a pause helps both.
    /// </summary>
    internal const int StepsWithoutPauseMax = 8;

    private volatile RecordBatch? _underWay;

    // In the order of their records: accepted and not confirmed; under way, in the method that delivers it; made ready.
    private BatchUnderWay? _unconfirmed;
    private BatchUnderWay? _ready;
    private int _stepsWithoutPause;

    /// <summary>When the oldest record that is being delivered was accepted; null while none is. May be asked from any thread.</summary>
    internal DateTimeOffset? OldestUnderWay => _underWay?.FirstAcceptedAt;

    /// <summary>Asks the store before there is anything to store; null where that is not wanted.</summary>
    internal StartCheck? StartCheck { get; init; }

    /// <summary>From now on nothing waits for company, and the loop ends when the buffer is empty.</summary>
    internal void Drain() => pace.Drain();

    /// <summary>Completes when all that was accepted by now is stored or dropped.</summary>
    internal Task FlushAsync(CancellationToken cancellationToken = default) => FlushAsync(buffer.NextSequence, cancellationToken);

    /// <summary>Completes when all records numbered below <paramref name="sequence"/> are stored or dropped.</summary>
    internal Task FlushAsync(long sequence, CancellationToken cancellationToken = default)
    {
        var settled = flushes.WaitAsync(sequence, cancellationToken);
        buffer.Wake();
        return settled;
    }

    /// <inheritdoc cref="FlushWaiters.OnSettled"/>
    internal void OnSettled(long sequence, Action settled)
    {
        flushes.OnSettled(sequence, settled);
        buffer.Wake();
    }

    /// <inheritdoc cref="FlushWaiters.BeginWatch"/>
    internal void BeginWatch() => flushes.BeginWatch();

    /// <inheritdoc cref="FlushWaiters.EndWatch"/>
    internal bool EndWatch(long first, long through) => flushes.EndWatch(first, through);

    /// <summary>All records are settled, because nobody will deliver them any more.</summary>
    internal void Abandon() => flushes.RestDroppedThrough(long.MaxValue);

    /// <summary>Runs until drained.</summary>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    internal async Task RunAsync(CancellationToken abort)
    {
        // A wait without a timer is ended by hand. Unregistered, not disposed: that would wait for a running callback on a thread of the pool.
        var wakeOnAbort = abort.UnsafeRegister(static buffer => ((IRecordBuffer)buffer!).Wake(), buffer);
        try
        {
            await RunUntilDrainedAsync(abort).ConfigureAwait(false);
        }
        finally
        {
            wakeOnAbort.Unregister();
        }
    }

    private async Task RunUntilDrainedAsync(CancellationToken abort)
    {
        await ResumeAsync(abort).ConfigureAwait(false);
        await CheckAsync(abort).ConfigureAwait(false);
        while (true)
        {
            if (_unconfirmed is not null && _ready is null && !pace.IsTimeToSend)
                await ConfirmAsync(abort).ConfigureAwait(false);
            if (_ready is null)
                await OutOfTurnAsync(pace.GatherAsync(abort)).ConfigureAwait(false);
            else if (Turn is { IsWanted: true })
                await OutOfTurnAsync(Task.CompletedTask).ConfigureAwait(false);
            abort.ThrowIfCancellationRequested();
            Housekeeping?.Invoke();
            teller.Tell(news());

            var acceptedThrough = buffer.NextSequence;
            BatchUnderWay? next;
            try
            {
                next = TakeNext();
            }
            catch (BufferUnreadableException exception)
            {
                teller.Tell(news());
                teller.TellDrops(account(), hasDelivered: false);
                await ConfirmAsync(abort).ConfigureAwait(false);
                await PauseAsync(error: null, exception, abort).ConfigureAwait(false);
                continue;
            }

            if (next is not null)
            {
                await DeliverAsync(next, abort).ConfigureAwait(false);
            }
            else if (_unconfirmed is not null)
            {
                await ConfirmAsync(abort).ConfigureAwait(false);
            }
            else
            {
                // A record refused for its size wakes this task, so that its loss is told even if nothing is delivered.
                teller.Tell(news());
                teller.TellDrops(account(), hasDelivered: false);
                flushes.RestDroppedThrough(acceptedThrough); // The last ones may have been lost to damage.
                if (pace.IsEnding)
                    return;
            }
        }
    }

    private BatchUnderWay? TakeNext()
    {
        if (_ready is { } ready)
        {
            _ready = null;
            return ready;
        }

        if (buffer.TakeBatch(_sizer.Limits) is not { } batch)
            return null;
        pace.TakenThrough(batch.Records.Next);
        return new BatchUnderWay(batch, encoder.Encode(batch)) { StartedAt = batch.Records.First == _givenBack.First ? _givenBack.StartedAt : null };
    }

    /// <summary>Settles the append that an earlier run left unanswered, by the very steps that settle a lost answer.</summary>
    private async Task ResumeAsync(CancellationToken abort)
    {
        teller.Tell(news());
        if (buffer.Unsettled is not { } intent)
            return;

        writer.Resume(intent);
        var oldest = intent.Unconfirmed ?? intent;
        var stepsWithoutPause = 0;
        var startedAt = time.GetTimestamp();
        StoreError? refusal = null;
        var isElsewhereNext = false;
        while (writer.State is AppendState.InDoubt)
        {
            abort.ThrowIfCancellationRequested();
            isElsewhereNext = !isElsewhereNext && refusal is not null && time.GetElapsedTime(startedAt) >= Patience;
            if (isElsewhereNext && SetAside is not null && await writer.AskElsewhereAsync(time.GetUtcNow(), abort).ConfigureAwait(false) is { } outage)
            {
                // In place of a try, so that an outage is met by no more requests than before.
                await OutOfTurnAsync(pace.PauseAsync(outage, abort)).ConfigureAwait(false);
                continue;
            }

            var result = await writer.SettleAsync(abort).ConfigureAwait(false);
            if (result is StepResult.Stored or StepResult.StoredThrough or StepResult.FormerStored)
            {
                var through = (result as StepResult.StoredThrough)?.Next ?? oldest.Records.Next;
                pace.TakenThrough(through);
                buffer.Settled(isStored: true, through);
                pace.Reset();
                _failingSince = null;
                teller.Resumed();
                flushes.SettledThrough(through);
                oldest = intent;
                continue;
            }

            var error = (result as StepResult.Failed)?.Error;
            if (error is not null)
                Failed(error);
            else if (++stepsWithoutPause < StepsWithoutPauseMax)
                continue;
            LeaveAtShutdown();
            if (time.GetElapsedTime(startedAt) > settings.RetryTimeLimit && TryDropInherited())
                return;
            if (isElsewhereNext && error is not null && TrySetAside(error))
                return; // The outage is over, but not for this object.
            (stepsWithoutPause, refusal) = (0, error);
            teller.Tell(news());
            teller.TellDrops(account(), hasDelivered: false);
            await PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        }

        if (buffer.Unsettled is not null)
            buffer.Settled(isStored: false);
    }

    /// <summary>Until the store answers as it should or there is something else to do: the delivery of an event shows the same.</summary>
    private async Task CheckAsync(CancellationToken abort)
    {
        if (StartCheck is { } check
            && await IsAnsweredAsync(check.LookAsync, abort).ConfigureAwait(false)
            && await pace.IsQuietAsync(StartCheck.QuietTime, abort).ConfigureAwait(false))
        {
            await IsAnsweredAsync(check.TryAppendAsync, abort).ConfigureAwait(false);
        }

        pace.Reset();
    }

    /// <summary>Asks again and again, and tells what is wrong.</summary>
    /// <returns>Whether the store has answered as it should; otherwise there is something else to do.</returns>
    private async Task<bool> IsAnsweredAsync(Func<CancellationToken, ValueTask<StoreError?>> ask, CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        while (!pace.IsHurried && buffer.OldestUntaken is null)
        {
            abort.ThrowIfCancellationRequested();
            var answer = ask(end.Token).AsTask();
            if (await Task.WhenAny(answer, pace.Draining).ConfigureAwait(false) != answer)
            {
                // A request that hangs must not use up the time of a shutdown that has nothing to send.
                // The tokens of foreign code are cancelled elsewhere, so nothing here can block.
                end.Cancel();
                return false;
            }

            if (await answer.ConfigureAwait(false) is not { } error)
            {
                teller.Answered();
                return true;
            }

            teller.Failed(error);
            var isQuiet = pace.IsQuietAsync(error, abort);
            await OutOfTurnAsync(isQuiet).ConfigureAwait(false);
            if (!await isQuiet.ConfigureAwait(false))
                return false;
        }

        return false;
    }

    /// <param name="current">The batch.</param>
    /// <param name="abort">Ends it.</param>
    /// <param name="isYoungest">Whether no batch but the one made ready was taken after it: then it can be given back.</param>
    private async Task DeliverAsync(BatchUnderWay current, CancellationToken abort, bool isYoungest = true)
    {
        current.StartedAt ??= time.GetTimestamp();
        _underWay = (_unconfirmed ?? current).Batch;
        while (true)
        {
            abort.ThrowIfCancellationRequested();
            var result = await StepAsync(current, abort).ConfigureAwait(false);
            switch (result)
            {
                case StepResult.Stored:
                    Invariant.Holds(_unconfirmed is null, "What is stored is the oldest that is not settled.");
                    Stored(current);
                    return;
                case StepResult.StoredThrough longer:
                    await StoredThroughAsync(current, longer.Next, abort).ConfigureAwait(false);
                    return;
                case StepResult.Accepted:
                    ConfirmFormer();
                    _unconfirmed = current;
                    _underWay = current.Batch;
                    return;
                case StepResult.FormerStored:
                    ConfirmFormer();
                    _underWay = current.Batch;
                    continue;
                case StepResult.FormerInDoubt when writer.InDoubtThrough > _unconfirmed?.Batch.Records.Next:
                    // A longer request may have been applied in its place, with records of this one.
                    GiveBack(current);
                    await DeliverAgainAsync(abort).ConfigureAwait(false);
                    return;
                case StepResult.FormerInDoubt:
                    await DeliverAgainAsync(abort, isYoungest: false).ConfigureAwait(false);
                    continue;
                case StepResult.Waiting waiting:
                    // The other writer may be another loop of this pipeline, which needs the turn to settle its append.
                    var isTurn = pace.IsTurnAsync(waiting.Free, abort);
                    await PassTurnAsync(isTurn).ConfigureAwait(false);
                    if (!await isTurn.ConfigureAwait(false))
                        writer.StopWaiting();
                    continue;
            }

            CountTimeouts(current, result);
            if (await IsGivenUpAsync(current, result, abort).ConfigureAwait(false))
                return;
            if (isYoungest && _sizer.IsCutDue(current) && await TryCutAsync(current, abort).ConfigureAwait(false))
                return;
        }
    }

    private void CountTimeouts(BatchUnderWay current, StepResult result)
    {
        if (result is StepResult.Failed { IsUploadTimeout: true })
        {
            current.UploadTimeouts++;
            _sizer.TimedOut();
        }
        else if (result is StepResult.Failed)
        {
            current.UploadTimeouts = 0; // An outage, in which size makes no difference.
        }
    }

    /// <summary>A step, and the next batch made ready while it is under way.</summary>
    private async ValueTask<StepResult> StepAsync(BatchUnderWay current, CancellationToken abort)
    {
        var step = writer.StepAsync(current.Body, current.Batch.FirstAcceptedAt, abort).AsTask();
        if (!step.IsCompleted && _ready is null && buffer.UntakenBytes >= _sizer.Limits.SizeLimitBytes)
        {
            try
            {
                _ready = TakeNext();
                if (_ready is not null)
                    writer.Prepare(_ready.Body);
            }
            catch (BufferUnreadableException)
            {
                // Told when it is needed.
            }
        }

        return await step.ConfigureAwait(false);
    }

    /// <summary>Nothing follows what was accepted last, for now: so the store is asked.</summary>
    private async Task ConfirmAsync(CancellationToken abort)
    {
        while (_unconfirmed is { } accepted)
        {
            abort.ThrowIfCancellationRequested();
            var result = await writer.ConfirmAsync(abort).ConfigureAwait(false);
            if (result is StepResult.FormerStored)
                ConfirmFormer();
            else if (result is StepResult.FormerInDoubt)
                await DeliverAgainAsync(abort).ConfigureAwait(false);
            else if (await IsGivenUpAsync(accepted, result, abort).ConfigureAwait(false) || (result is StepResult.Failed && pace.IsTimeToSend))
                return; // Events wait: the next append confirms it as well.
        }
    }

    /// <summary>What was accepted last may be lost: it goes before anything else.</summary>
    private async Task DeliverAgainAsync(CancellationToken abort, bool isYoungest = true)
    {
        var former = _unconfirmed ?? throw new InvariantBrokenException("Broken rule: what is in doubt again was accepted.");
        _unconfirmed = null;
        if (!await IsGivenUpAsync(former, StepResult.Progress.Instance, abort).ConfigureAwait(false))
            await DeliverAsync(former, abort, isYoungest).ConfigureAwait(false);
    }

    /// <summary>After a step that has not brought a batch to its end: tells, gives it up or waits, where that is due.</summary>
    /// <returns>Whether it is given up, and what was accepted before it.</returns>
    private async Task<bool> IsGivenUpAsync(BatchUnderWay current, StepResult result, CancellationToken abort)
    {
        var error = (result as StepResult.Failed)?.Error;
        if (error is not null)
            Failed(error);
        else if (++_stepsWithoutPause < StepsWithoutPauseMax)
            return false;

        LeaveAtShutdown();
        if (time.GetElapsedTime(current.StartedAt!.Value) > settings.RetryTimeLimit) // It has been tried.
        {
            // What a longer request may still store goes with it: sent again, it could be there twice.
            var through = writer.InDoubtThrough;
            writer.GiveUp();
            if (_unconfirmed is { } accepted && accepted != current)
                Drop(accepted);
            if (through <= current.Batch.Records.Next)
                Drop(current);
            else if (await RetakeAsync(current, through, abort).ConfigureAwait(false) is { } whole)
                Drop(whole);
            return true;
        }

        teller.Tell(news());
        teller.TellDrops(account(), hasDelivered: false);
        _stepsWithoutPause = 0;
        await PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        return false;
    }

    private void Drop(BatchUnderWay given)
    {
        buffer.Drop(given.Batch, DropReason.RetryTimeLimit);
        teller.TellDrops(account(), hasDelivered: false);
        pace.Settled();
        flushes.DroppedThrough(given.Batch.Records.First, given.Batch.Records.Next);
        Ended(given);
    }

    private void ConfirmFormer()
    {
        if (_unconfirmed is { } accepted)
            Stored(accepted);
    }

    private void Stored(BatchUnderWay stored)
    {
        buffer.Acknowledge(stored.Batch);
        pace.Reset();
        _failingSince = null;
        _sizer.Stored();
        teller.Stored(stored.Body, time.GetElapsedTime(stored.StartedAt!.Value)); // It has been tried.
        teller.TellDrops(account(), hasDelivered: true);
        Settle(stored.Batch);
        Ended(stored);
    }

    private void Ended(BatchUnderWay ended)
    {
        _stepsWithoutPause = 0;
        if (_unconfirmed == ended)
            _unconfirmed = null;
        if (_underWay == ended.Batch)
            _underWay = _ready?.Batch;
    }

    private void Settle(RecordBatch batch)
    {
        pace.Settled();

        // Damage may have taken records before the batch, or of it: whose, nobody knows.
        flushes.RestDroppedThrough(batch.Records.First);
        if (batch.Count < batch.Records.Next - batch.Records.First)
            flushes.DroppedThrough(batch.Records.First, batch.Records.Next);
        else
            flushes.SettledThrough(batch.Records.Next);
    }
}
