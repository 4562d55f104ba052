using System.Globalization;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// Reports and counts outages, losses, conflicts and rolls. Owned by the delivery task; other threads read only
/// <see cref="Progress"/>.
/// </summary>
internal sealed class DeliveryReporter(
    NoticePublisher notices,
    PipelineMetrics metrics,
    LossRecorder? losses,
    string bucket,
    TimeProvider time,
    string limitSetting = nameof(OssAppendOptions.QueueLimitBytes)) : IAppendObserver
{
    private readonly OutageReporter _outage = new(notices, time);
    private readonly DropReporter _drops = new(notices, losses, limitSetting);
    private ObjectName? _reportedConflict;

    /// <summary>The progress of delivery, replaced as a whole.</summary>
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

    /// <summary>Counts a failure of events that no other events wait for. It is not an outage.</summary>
    internal void FailedAside(StoreError error)
    {
        metrics.Failed(error.Kind);
        Progress = Progress with { LastFailure = error };
    }

    /// <summary>Reports that events of an earlier run cannot be delivered for now, and later events go first.</summary>
    /// <param name="events">The number of these events.</param>
    /// <param name="error">The store's error; null if it is not the cause.</param>
    /// <param name="unreadable">The reason why their spool cannot be read; null if that is not the cause.</param>
    internal void GaveWay(long events, StoreError? error, BufferUnreadableException? unreadable = null)
    {
        var cause = error?.Describe() ?? (unreadable?.InnerException is { } exception
            ? $"Their spool cannot be read ({exception.GetType().Name}: {exception.Message}). Check the disk of BufferPath."
            : "Other writers keep appending first, or the store's responses are inconsistent.");
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{events} events of an earlier run cannot be delivered for now; they stay on disk and are retried, "
            + $"and later events no longer wait for them. {cause}");
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.EventsSetAside, message)
        {
            EventCount = events,
            ObjectKey = error?.Key,
            ErrorCode = error?.Code,
            RequestId = error?.RequestId,
            HttpStatus = error?.HttpStatus,
            Exception = error?.Exception ?? unreadable?.InnerException,
        });
    }

    /// <summary>The store responds as expected, though no new batch was stored.</summary>
    internal void Responded()
    {
        _outage.Succeeded();
        Progress = Progress with { Failure = null, FailingSince = null };
    }

    internal void Report(IReadOnlyList<DeliveryNotice> published)
    {
        foreach (var notice in published)
            notices.Publish(notice);
    }

    internal void ReportDrops(AccountSnapshot account, bool hasDelivered) => _drops.Report(account, hasDelivered);

    /// <summary>Reports all remaining drops, once, at the end.</summary>
    internal void ReportLastDrops(AccountSnapshot account) => _drops.Finish(account);

    public void Intending(AppendIntent intent) =>
        Progress = Progress with { ObjectKey = intent.Name.Key };

    public void Conflicted(ObjectName name, ConflictMode mode)
    {
        metrics.Conflicted();
        Progress = Progress with { Conflicts = Progress.Conflicts + 1 };

        // Writers that share an object conflict all the time, by design: one notice per object.
        if (_reportedConflict == name)
            return;

        _reportedConflict = name;
        var consequence = mode == ConflictMode.Continue
            ? "This sink appends after it; nothing is lost. Set OnConflict to Roll to give each writer its own object."
            : "This sink continues in the next object; nothing is lost.";
        Publish(DeliveryNoticeKind.Conflict, $"Another writer appends to '{name.Key}' in bucket '{bucket}'. {consequence}", name);
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
            RollReason.NotAppendable => "it accepts no appends (sealed, immutable, or not made by appends)",
            RollReason.Overtaken => "other writers have rolled further",
            RollReason.CreationInDoubt => "the request that creates it had no response and can still take effect",
            RollReason.Refused => "the store refuses appends to it for a reason unknown to this version; the sink tries one other object",
            RollReason.Busy => "another sink of this process has an unresolved append there",
            RollReason.Wedged => "a stuck append in the store blocks its end (the object stays readable)",
            RollReason.Replaced => "another process deleted or replaced it",
            _ => "the store's responses about it are inconsistent",
        };
        Publish(DeliveryNoticeKind.Rolled, $"Rolled from '{from.Key}' to '{to.Key}' in bucket '{bucket}': {why}.", to);
    }

    /// <summary>Reports, before the first event, that its object is not an append object.</summary>
    internal void FoundNoAppendObject(ObjectName name, ObjectName next) => Publish(
        DeliveryNoticeKind.Rolled,
        $"'{name.Key}' in bucket '{bucket}' was not made by appends and accepts none. "
        + $"Events go to '{next.Key}'. Move the file away, or change ObjectKey.",
        next);

    public void Misbehaved(ObjectName name, string observation) => Publish(
        DeliveryNoticeKind.StoreMisbehaved,
        $"The store's responses about '{name.Key}' in bucket '{bucket}' are inconsistent: {observation}. "
        + "The sink checks the append and continues in the next object.",
        name);

    /// <summary>Reports the events that remained when <c>ShutdownTimeout</c> expired.</summary>
    internal void ReportLeftover(Leftover leftover, bool isInDoubt, TimeSpan limit)
    {
        if (leftover.Count == 0)
            return;

        var subject = leftover.Count == 1 ? "1 event was" : $"{leftover.Count} events were";
        var place = leftover.IsKept ? "in the spool" : "buffered";
        var events = string.Create(CultureInfo.InvariantCulture, $"{subject} still {place} when ShutdownTimeout ({limit:c}) expired");
        var doubt = isInDoubt ? " Some were sent without a response and may be stored." : "";
        var consequence = leftover.IsKept
            ? ". They stay on disk; the next start with this BufferPath delivers them."
            : $", and {(leftover.Count == 1 ? "is" : "are")} lost.{doubt}";
        notices.Publish(new DeliveryNotice(
            leftover.IsKept ? DeliveryNoticeKind.EventsKept : DeliveryNoticeKind.EventsDropped,
            events + consequence + (Progress.Failure is { } failure ? " " + failure.Describe() : ""))
        {
            EventCount = leftover.Count,
            Reason = leftover.IsKept ? null : DropReason.Shutdown,
        });
    }

    internal void ReportFailure(Exception exception, Leftover leftover)
    {
        var consequence = leftover.IsKept
            ? "stay in the spool for the next start, and later events are lost"
            : "and all later ones are lost";
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"Delivery has stopped because of a bug in LogAppendSink ({exception.GetType().Name}: {exception.Message}); "
            + $"{leftover.Count} buffered events {consequence}. Restart the application and report this bug.");
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.PipelineFailed, message)
        {
            EventCount = leftover.Count,
            Reason = DropReason.PipelineFailed,
            Exception = exception,
        });
    }

    private void Publish(DeliveryNoticeKind kind, string message, ObjectName name) =>
        notices.Publish(new DeliveryNotice(kind, message) { ObjectKey = name.Key });
}
