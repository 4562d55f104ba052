using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The background task of a pipeline: waits for records, takes a batch, appends it, acknowledges it. Only this task uses the
/// append writer, so batches are appended one after the other and order is kept.
/// </summary>
/// <remarks>
/// While one batch is in flight, the next is prepared if a full one waits. If the store's acknowledgement is not final, the next append confirms
/// the previous one; without a next append, a HEAD request does.
/// </remarks>
internal sealed partial class DeliveryLoop(
    IRecordBuffer buffer,
    AppendWriter writer,
    BodyEncoder encoder,
    DeliverySettings settings,
    DeliveryReporter reporter,
    DeliveryPace pace,
    FlushWaiters flushes,
    Func<AccountSnapshot> account,
    Func<IReadOnlyList<DeliveryNotice>> news,
    TimeProvider time)
{
    /// <summary>
    /// The most steps of one batch without a pause. Settling, rolling and conflicts take a few. More steps mean that writers compete or that the
    /// store's responses are inconsistent; a pause helps in both cases.
    /// </summary>
    internal const int StepsWithoutPauseMax = 8;

    private volatile RecordBatch? _underWay;

    // In the order of their records: accepted but not confirmed; in flight (in the method that delivers it); prepared.
    private BatchInFlight? _unconfirmed;
    private BatchInFlight? _ready;
    private int _stepsWithoutPause;

    /// <summary>The time when the oldest record in flight was accepted; null if there is none. Thread-safe.</summary>
    internal DateTimeOffset? OldestInFlight => _underWay?.FirstAcceptedAt;

    /// <summary>Checks the store before the first event; null to skip the check.</summary>
    internal StartCheck? StartCheck { get; init; }

    /// <summary>Begins shutdown: no record waits for more, and the loop ends when the buffer is empty.</summary>
    internal void Drain() => pace.Drain();

    /// <summary>Completes when all records accepted so far are stored or dropped.</summary>
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

    /// <summary>Settles all records as lost, because delivery has ended.</summary>
    internal void Abandon() => flushes.RestDroppedThrough(long.MaxValue);

    /// <summary>Runs until drained.</summary>
    /// <exception cref="OperationCanceledException">The loop was aborted.</exception>
    internal async Task RunAsync(CancellationToken abort)
    {
        // Ends a wait that has no timer. Unregistered, not disposed: disposal would wait for a running callback on a pool thread.
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
                await OutOfTurnAsync(pace.WaitUntilDueAsync(abort)).ConfigureAwait(false);
            else if (Turn is { IsWanted: true })
                await OutOfTurnAsync(Task.CompletedTask).ConfigureAwait(false);
            abort.ThrowIfCancellationRequested();
            Housekeeping?.Invoke();
            reporter.Report(news());

            var acceptedThrough = buffer.NextSequence;
            BatchInFlight? next;
            try
            {
                next = TakeNext();
            }
            catch (BufferUnreadableException exception)
            {
                reporter.Report(news());
                reporter.ReportDrops(account(), hasDelivered: false);
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
                // A record rejected for its size wakes this task, so that its loss is reported even if nothing is delivered.
                reporter.Report(news());
                reporter.ReportDrops(account(), hasDelivered: false);
                flushes.RestDroppedThrough(acceptedThrough); // The last records may have been damaged.
                if (pace.IsEnding)
                    return;
            }
        }
    }

    private BatchInFlight? TakeNext()
    {
        if (_ready is { } ready)
        {
            _ready = null;
            return ready;
        }

        if (buffer.TakeBatch(_sizer.Limits) is not { } batch)
            return null;
        pace.TakenThrough(batch.Records.Next);
        return new BatchInFlight(batch, encoder.Encode(batch)) { StartedAt = batch.Records.First == _givenBack.First ? _givenBack.StartedAt : null };
    }

    /// <summary>Settles the append that an earlier run left unanswered, by the very steps that settle a lost answer.</summary>
    private async Task ResumeAsync(CancellationToken abort)
    {
        reporter.Report(news());
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
            if (isElsewhereNext && SetAside is not null && await writer.QueryOtherObjectAsync(time.GetUtcNow(), abort).ConfigureAwait(false) is { } outage)
            {
                // This request replaces an attempt, so an outage gets no more requests than before.
                await OutOfTurnAsync(pace.PauseAsync(outage, abort)).ConfigureAwait(false);
                continue;
            }

            var result = await writer.SettleAsync(abort).ConfigureAwait(false);
            if (result is StepResult.Stored or StepResult.StoredThrough or StepResult.FormerStored)
            {
                var through = (result as StepResult.StoredThrough)?.Next ?? oldest.Records.Next;
                pace.TakenThrough(through);
                buffer.Settle(isStored: true, through);
                pace.Reset();
                _failingSince = null;
                reporter.Resumed();
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
                return; // The outage has ended, but not for this object.
            (stepsWithoutPause, refusal) = (0, error);
            reporter.Report(news());
            reporter.ReportDrops(account(), hasDelivered: false);
            await PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        }

        if (buffer.Unsettled is not null)
            buffer.Settle(isStored: false);
    }

    /// <summary>Checks the store until it responds as expected or there is other work: delivering an event shows the same.</summary>
    private async Task CheckAsync(CancellationToken abort)
    {
        if (StartCheck is { } check
            && await TryReachStoreAsync(check.LookAsync, abort).ConfigureAwait(false)
            && await pace.WaitForQuietAsync(StartCheck.QuietTime, abort).ConfigureAwait(false))
        {
            await TryReachStoreAsync(check.TryAppendAsync, abort).ConfigureAwait(false);
        }

        pace.Reset();
    }

    /// <summary>Repeats a request until it succeeds, and reports failures.</summary>
    /// <returns>Whether the store has responded as expected; otherwise there is other work.</returns>
    private async Task<bool> TryReachStoreAsync(Func<CancellationToken, ValueTask<StoreError?>> ask, CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(abort);
        while (!pace.IsHurried && buffer.OldestUntaken is null)
        {
            abort.ThrowIfCancellationRequested();
            var answer = ask(end.Token).AsTask();
            if (await Task.WhenAny(answer, pace.Draining).ConfigureAwait(false) != answer)
            {
                // A hanging request must not use up the time of a shutdown that has nothing to send. Cancel cannot block:
                // tokens of user code are cancelled on another thread.
                end.Cancel();
                return false;
            }

            if (await answer.ConfigureAwait(false) is not { } error)
            {
                reporter.Answered();
                return true;
            }

            reporter.Failed(error);
            var isQuiet = pace.WaitForQuietAsync(error, abort);
            await OutOfTurnAsync(isQuiet).ConfigureAwait(false);
            if (!await isQuiet.ConfigureAwait(false))
                return false;
        }

        return false;
    }

    /// <param name="current">The batch.</param>
    /// <param name="abort">Ends it.</param>
    /// <param name="isYoungest">Whether only the prepared batch was taken after this one. Then it can be given back.</param>
    private async Task DeliverAsync(BatchInFlight current, CancellationToken abort, bool isYoungest = true)
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
                    // A longer request may have been applied in its place, including records of this one.
                    GiveBack(current);
                    await DeliverAgainAsync(abort).ConfigureAwait(false);
                    return;
                case StepResult.FormerInDoubt:
                    await DeliverAgainAsync(abort, isYoungest: false).ConfigureAwait(false);
                    continue;
                case StepResult.Waiting waiting:
                    // The other writer may be another loop of this pipeline, which needs the turn to settle its append.
                    var isTurn = pace.WaitForTurnAsync(waiting.Free, abort);
                    await PassTurnAsync(isTurn).ConfigureAwait(false);
                    if (!await isTurn.ConfigureAwait(false))
                        writer.StopWaiting();
                    continue;
            }

            CountTimeouts(current, result);
            if (await DropOrPauseAsync(current, result, abort).ConfigureAwait(false))
                return;
            if (isYoungest && _sizer.IsCutDue(current) && await TryCutAsync(current, abort).ConfigureAwait(false))
                return;
        }
    }

    private void CountTimeouts(BatchInFlight current, StepResult result)
    {
        if (result is StepResult.Failed { IsUploadTimeout: true })
        {
            current.UploadTimeouts++;
            _sizer.TimedOut();
        }
        else if (result is StepResult.Failed)
        {
            current.UploadTimeouts = 0; // An outage: a smaller batch would not help.
        }
    }

    /// <summary>Takes one step, and prepares the next batch while the request is in flight.</summary>
    private async ValueTask<StepResult> StepAsync(BatchInFlight current, CancellationToken abort)
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
                // Reported when the batch is needed.
            }
        }

        return await step.ConfigureAwait(false);
    }

    /// <summary>Confirms the last accepted batch with a HEAD request, because no batch follows it for now.</summary>
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
            else if (await DropOrPauseAsync(accepted, result, abort).ConfigureAwait(false) || (result is StepResult.Failed && pace.IsTimeToSend))
                return; // Events wait, and the next append confirms it too.
        }
    }

    /// <summary>Delivers the last accepted batch again, first, because the store may have lost it.</summary>
    private async Task DeliverAgainAsync(CancellationToken abort, bool isYoungest = true)
    {
        var former = _unconfirmed ?? throw new InvariantBrokenException("Broken rule: what is in doubt again was accepted.");
        _unconfirmed = null;
        if (!await DropOrPauseAsync(former, StepResult.Progress.Instance, abort).ConfigureAwait(false))
            await DeliverAsync(former, abort, isYoungest).ConfigureAwait(false);
    }

    /// <summary>After a step that did not complete a batch: reports an error, then drops the batch or pauses if that is due.</summary>
    /// <returns>Whether the batch was dropped, and with it any unconfirmed batch before it.</returns>
    private async Task<bool> DropOrPauseAsync(BatchInFlight current, StepResult result, CancellationToken abort)
    {
        var error = (result as StepResult.Failed)?.Error;
        if (error is not null)
            Failed(error);
        else if (++_stepsWithoutPause < StepsWithoutPauseMax)
            return false;

        LeaveAtShutdown();
        if (time.GetElapsedTime(current.StartedAt!.Value) > settings.RetryTimeLimit) // Set by the first attempt.
        {
            // Records that a longer request may still store are dropped too: resent, they could be stored twice.
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

        reporter.Report(news());
        reporter.ReportDrops(account(), hasDelivered: false);
        _stepsWithoutPause = 0;
        await PauseAsync(error, unreadable: null, abort).ConfigureAwait(false);
        return false;
    }

    private void Drop(BatchInFlight given)
    {
        buffer.Drop(given.Batch, DropReason.RetryTimeLimit);
        reporter.ReportDrops(account(), hasDelivered: false);
        pace.Settled();
        flushes.DroppedThrough(given.Batch.Records.First, given.Batch.Records.Next);
        Ended(given);
    }

    private void ConfirmFormer()
    {
        if (_unconfirmed is { } accepted)
            Stored(accepted);
    }

    private void Stored(BatchInFlight stored)
    {
        buffer.Acknowledge(stored.Batch);
        pace.Reset();
        _failingSince = null;
        _sizer.Stored();
        reporter.Stored(stored.Body, time.GetElapsedTime(stored.StartedAt!.Value)); // Set by the first attempt.
        reporter.ReportDrops(account(), hasDelivered: true);
        Settle(stored.Batch);
        Ended(stored);
    }

    private void Ended(BatchInFlight ended)
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

        // Damage may have removed records before the batch, or of it. It is unknown which.
        flushes.RestDroppedThrough(batch.Records.First);
        if (batch.Count < batch.Records.Next - batch.Records.First)
            flushes.DroppedThrough(batch.Records.First, batch.Records.Next);
        else
            flushes.SettledThrough(batch.Records.Next);
    }
}
