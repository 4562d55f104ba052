using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The one background task of a pipeline: waits for records, takes a batch, has it appended, acknowledges it. It alone
/// touches the append writer, so a batch is finished before the next begins and order is kept.
/// </summary>
internal sealed class DeliveryLoop(
    IRecordBuffer buffer,
    AppendWriter writer,
    BodyEncoder encoder,
    DeliverySettings settings,
    DeliveryTeller teller,
    RetrySchedule schedule,
    PipelineEdges edges)
{
    /// <summary>
    /// Most steps of one batch without a pause. Settling, rolling and meeting another writer take a few; more than this means
    /// that writers crowd each other out or that the store contradicts itself, and a pause helps both.
    /// </summary>
    internal const int StepsWithoutPauseMax = 8;

    private readonly TimeProvider _time = edges.Time;
    private readonly FlushWaiters _flushes = new();
    private readonly TaskCompletionSource _draining = new(edges.Continuations);
    private bool _hasSettled;
    private long _takenThrough;

    /// <summary>From now on nothing waits for company, and the loop ends when the buffer is empty.</summary>
    internal void Drain()
    {
        _draining.TrySetResult();
        buffer.Wake();
    }

    /// <summary>Completes when all that was accepted by now is stored or dropped.</summary>
    internal Task FlushAsync()
    {
        var settled = _flushes.WaitAsync(buffer.NextSequence);
        buffer.Wake();
        return settled;
    }

    /// <summary>All records are settled, because nobody will deliver them any more.</summary>
    internal void Abandon() => _flushes.SettledThrough(long.MaxValue);

    /// <summary>Runs until drained.</summary>
    /// <exception cref="OperationCanceledException">It was aborted.</exception>
    internal async Task RunAsync(CancellationToken abort)
    {
        // A wait without a timer is ended by hand.
        await using var wakeOnAbort = abort.UnsafeRegister(static buffer => ((IRecordBuffer)buffer!).Wake(), buffer).ConfigureAwait(false);
        while (true)
        {
            await GatherAsync(abort).ConfigureAwait(false);
            abort.ThrowIfCancellationRequested();

            if (buffer.TakeBatch(settings.BatchLimits) is { } batch)
            {
                _takenThrough = batch.FirstSequence + batch.Count;
                await DeliverAsync(batch, abort).ConfigureAwait(false);
            }
            else
            {
                // A record refused for its size wakes this task, so that its loss is told even if nothing is delivered.
                teller.TellDrops(buffer.Account, hasDelivered: false);
                if (_draining.Task.IsCompleted)
                    return;
            }
        }
    }

    /// <summary>Waits until it is time to send: enough records, or the oldest is due, or somebody is in a hurry.</summary>
    private async Task GatherAsync(CancellationToken abort)
    {
        if (!IsHurried())
            await buffer.WaitForRecordsAsync(bytes: 1).ConfigureAwait(false);
        if (!_hasSettled && settings.EagerlyEmitFirstEvent)
            return;

        while (!IsHurried() && !abort.IsCancellationRequested && buffer.OldestUntaken is { } oldest)
        {
            // A clock that is set back meanwhile must not prolong the wait.
            var remaining = settings.BufferingTimeLimit - (_time.GetUtcNow() - oldest);
            if (remaining <= TimeSpan.Zero)
                return;
            if (remaining > settings.BufferingTimeLimit)
                remaining = settings.BufferingTimeLimit;

            var enough = buffer.WaitForRecordsAsync(settings.BatchLimits.SizeLimitBytes);
            if (enough.IsCompleted)
                return;

            using var timer = CancellationTokenSource.CreateLinkedTokenSource(abort);
            var due = Task.Delay(remaining, _time, timer.Token);
            var first = await Task.WhenAny(enough, due).ConfigureAwait(false);
            timer.Cancel();
            if (first != due)
                continue; // Enough, urgent or woken: the conditions above tell which.

            buffer.CancelWait();
            return;
        }
    }

    private bool IsHurried() => _draining.Task.IsCompleted || _flushes.IsWanted(_takenThrough);

    private async Task DeliverAsync(RecordBatch batch, CancellationToken abort)
    {
        var body = encoder.Encode(batch);
        var startedAt = _time.GetTimestamp();
        var stepsWithoutPause = 0;
        while (true)
        {
            abort.ThrowIfCancellationRequested();
            var result = await writer.StepAsync(body, batch.FirstAcceptedAt, abort).ConfigureAwait(false);
            if (result is not StepResult.Stored)
                teller.TellDrops(buffer.Account, hasDelivered: false);

            StoreError? error = null;
            switch (result)
            {
                case StepResult.Stored:
                    buffer.Acknowledge(batch);
                    schedule.Reset();
                    Settle(batch);
                    teller.Stored(batch, body);
                    teller.TellDrops(buffer.Account, hasDelivered: true);
                    return;
                case StepResult.Progress when ++stepsWithoutPause < StepsWithoutPauseMax:
                    continue;
                case StepResult.Failed failed:
                    error = failed.Error;
                    teller.Failed(error);
                    break;
            }

            if (_time.GetElapsedTime(startedAt) > settings.RetryTimeLimit)
            {
                writer.GiveUp();
                buffer.Drop(batch, DropReason.RetryTimeLimit);
                Settle(batch);
                teller.TellDrops(buffer.Account, hasDelivered: false);
                return;
            }

            stepsWithoutPause = 0;
            await PauseAsync(schedule.Next(error?.RetryAfter), abort).ConfigureAwait(false);
        }
    }

    private void Settle(RecordBatch batch)
    {
        _hasSettled = true;
        _flushes.SettledThrough(batch.FirstSequence + batch.Count);
    }

    /// <summary>Waits, but is ready at once when shutdown begins: its time is short.</summary>
    private async Task PauseAsync(TimeSpan delay, CancellationToken abort)
    {
        var mayHurry = !_draining.Task.IsCompleted;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(abort);
        var over = Task.Delay(delay, _time, timer.Token);
        await Task.WhenAny(mayHurry ? [over, _draining.Task] : [over]).ConfigureAwait(false);
        timer.Cancel();
    }
}
