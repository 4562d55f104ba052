using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Tells and counts what happens to delivery: outages, losses, conflicts, rolls. Owned by the delivery task; others read only
/// <see cref="Progress"/>.
/// </summary>
internal sealed class DeliveryTeller(
    NoticePublisher notices,
    PipelineMetrics metrics,
    LossRecorder? losses,
    string bucket,
    TimeProvider time,
    string limitSetting = nameof(OssAppendOptions.QueueLimitBytes)) : IAppendObserver
{
    private readonly OutageTeller _outage = new(notices, time);
    private readonly DropTeller _drops = new(notices, losses, limitSetting);
    private ObjectName? _conflictTold;

    /// <summary>How delivery goes, replaced as a whole.</summary>
    internal DeliveryProgress Progress { get; private set; } = new();

    internal void Stored(AppendBody body, TimeSpan duration)
    {
        _outage.Succeeded();
        metrics.Stored(body.LengthBytes, duration);
        Progress = Progress with
        {
            StoredBytes = Progress.StoredBytes + body.LengthBytes,
            StoredBatches = Progress.StoredBatches + 1,
            LastStoredAt = time.GetUtcNow(),
            Failure = null,
            FailingSince = null,
        };
    }

    internal void Failed(StoreError error)
    {
        _outage.Failed(error);
        metrics.Failed(error.Kind);
        Progress = Progress with { Failure = error, FailingSince = Progress.FailingSince ?? time.GetUtcNow(), LastFailure = error };
    }

    /// <summary>As above, of events that others do not wait for: it is no outage.</summary>
    internal void FailedAside(StoreError error)
    {
        metrics.Failed(error.Kind);
        Progress = Progress with { LastFailure = error };
    }

    /// <summary>Events of an earlier run cannot be delivered for now, and others go first.</summary>
    /// <param name="events">How many.</param>
    /// <param name="error">The store's error; null where it is not the cause.</param>
    /// <param name="unreadable">Why their spool cannot be read; null where that is not the cause.</param>
    internal void GaveWay(long events, StoreError? error, BufferUnreadableException? unreadable = null)
    {
        var cause = error?.Describe() ?? (unreadable?.InnerException is { } exception
            ? $"Their spool cannot be read ({exception.GetType().Name}: {exception.Message}). Check the disk of BufferPath."
            : "Other writers take each position first, or the store contradicts itself.");
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.EventsSetAside,
            string.Create(CultureInfo.InvariantCulture, $"{events} events of an earlier run cannot be delivered for now; they stay on disk and are retried, and later events no longer wait for them. {cause}"))
        {
            EventCount = events,
            ObjectKey = error?.Key,
            ErrorCode = error?.Code,
            RequestId = error?.RequestId,
            HttpStatus = error?.HttpStatus,
            Exception = error?.Exception ?? unreadable?.InnerException,
        });
    }

    /// <summary>What an earlier run left unanswered is stored.</summary>
    internal void Resumed() => Answered();

    /// <summary>The store answers as it should, though nothing was stored.</summary>
    internal void Answered()
    {
        _outage.Succeeded();
        Progress = Progress with { Failure = null, FailingSince = null };
    }

    internal void Tell(IReadOnlyList<DeliveryNotice> news)
    {
        foreach (var notice in news)
            notices.Publish(notice);
    }

    internal void TellDrops(AccountSnapshot account, bool hasDelivered) => _drops.Tell(account, hasDelivered);

    /// <summary>As above, once, when nothing more will be told.</summary>
    internal void TellLastDrops(AccountSnapshot account) => _drops.Finish(account);

    public void Intending(AppendIntent intent) =>
        Progress = Progress with { ObjectKey = intent.Name.Key };

    public void Conflicted(ObjectName name, ConflictMode mode)
    {
        metrics.Conflicted();
        Progress = Progress with { Conflicts = Progress.Conflicts + 1 };

        // Writers that share an object meet all the time, which is as it should be: told once an object.
        if (_conflictTold == name)
            return;

        _conflictTold = name;
        var consequence = mode == ConflictMode.Continue
            ? "Ours go behind them; nothing is lost. Set OnConflict to Roll to give each writer an object of its own."
            : "Ours go to the next object; nothing is lost.";
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Conflict, $"Another writer appends to '{name.Key}' in bucket '{bucket}'. {consequence}") { ObjectKey = name.Key });
    }

    public void Rolled(ObjectName from, ObjectName to, RollReason reason)
    {
        metrics.Rolled(reason);
        Progress = Progress with { Rolls = Progress.Rolls + 1 };
        var why = reason switch
        {
            RollReason.Period => "a new period began",
            RollReason.Full => "it is full",
            RollReason.Conflict => "another writer appends to it",
            RollReason.NotAppendable => "it takes no more appends (sealed, immutable, or not made by appends)",
            RollReason.Overtaken => "other writers are further on",
            RollReason.CreationInDoubt => "its creation was not answered, and may still come",
            RollReason.Refused => "the store refuses appends to it, for a reason that this version does not know; whether it takes them in another object is tried once",
            RollReason.Busy => "another sink of this process has sent an append there that is not settled yet",
            RollReason.Wedged => "an append that died in the store holds its end, and nothing can follow there (the object can be read as it is)",
            RollReason.Replaced => "it was deleted or replaced beside us",
            _ => "the store's answers about it cannot be right",
        };
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.Rolled, $"From '{from.Key}' on to '{to.Key}' in bucket '{bucket}': {why}.") { ObjectKey = to.Key });
    }

    /// <summary>Before the first event: the object that it would have gone to is somebody's file.</summary>
    internal void FoundNoAppendObject(ObjectName name, ObjectName next) =>
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.Rolled,
            $"'{name.Key}' in bucket '{bucket}' was not made by appends and takes none: events will go to '{next.Key}'. Move it away or change ObjectKey to have them elsewhere.")
        { ObjectKey = next.Key });

    public void Misbehaved(ObjectName name, string observation) =>
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.StoreMisbehaved,
            string.Create(CultureInfo.InvariantCulture, $"The store contradicts itself about '{name.Key}' in bucket '{bucket}': {observation}. The append is checked, and the next object begun."))
        { ObjectKey = name.Key });

    private static string Events(long count) => count == 1 ? "1 event was" : $"{count} events were";

    /// <summary>The last words: what was left when time was over.</summary>
    internal void TellLeftover(Leftover leftover, bool isInDoubt, TimeSpan limit)
    {
        if (leftover.Count == 0)
            return;

        var failure = Progress.Failure is { } error ? " " + error.Describe() : "";
        if (leftover.IsKept)
        {
            notices.Publish(new DeliveryNotice(
                DeliveryNoticeKind.EventsKept,
                string.Create(CultureInfo.InvariantCulture, $"{Events(leftover.Count)} still in the spool when ShutdownTimeout ({limit:c}) was over; what is there stays, and the next start with this BufferPath delivers them.{failure}"))
            { EventCount = leftover.Count });
            return;
        }

        var doubt = isInDoubt ? " Some of them were sent and not answered, and may be stored." : "";
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.EventsDropped,
            string.Create(CultureInfo.InvariantCulture, $"{Events(leftover.Count)} still buffered when ShutdownTimeout ({limit:c}) was over, and {(leftover.Count == 1 ? "is" : "are")} lost.{doubt}{failure}"))
        {
            EventCount = leftover.Count,
            Reason = DropReason.Shutdown,
        });
    }

    internal void TellFailure(Exception exception, Leftover leftover)
    {
        var consequence = leftover.IsKept ? "stay in the spool for the next start, and those that follow are lost" : "are lost, and those that follow";
        notices.Publish(new DeliveryNotice(
            DeliveryNoticeKind.PipelineFailed,
            string.Create(CultureInfo.InvariantCulture, $"Delivery has stopped for a fault of its own ({exception.GetType().Name}: {exception.Message}); {leftover.Count} buffered events {consequence}. Please report it."))
        {
            EventCount = leftover.Count,
            Reason = DropReason.PipelineFailed,
            Exception = exception,
        });
    }
}
