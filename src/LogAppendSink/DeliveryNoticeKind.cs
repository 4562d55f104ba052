namespace LogAppendSink;

/// <summary>What a <see cref="DeliveryNotice"/> tells.</summary>
public enum DeliveryNoticeKind
{
    /// <summary>Delivery has begun to fail; events are kept and tried again. Told once an outage.</summary>
    OutageStarted = 0,

    /// <summary>Delivery works again after an outage.</summary>
    OutageEnded = 1,

    /// <summary>Events were lost, and counted. Told at the first loss of a row and when the row ends, not once an event.</summary>
    EventsDropped = 2,

    /// <summary>Another writer appended to the object; delivery goes on behind it, or in the next object.</summary>
    Conflict = 3,

    /// <summary>Delivery goes on in another object.</summary>
    Rolled = 4,

    /// <summary>The store answered something that cannot be right, for instance another checksum than ours.</summary>
    StoreMisbehaved = 5,

    /// <summary>A rule of the pipeline's own was broken: a bug. Delivery has stopped; further events are dropped and counted.</summary>
    PipelineFailed = 6,

    /// <summary>Events of an earlier run were found in the spool and are delivered now.</summary>
    EventsRecovered = 7,

    /// <summary>Events stay in the spool for the next start, because the shutdown's time was over.</summary>
    EventsKept = 8,

    /// <summary>Bytes of the spool were damaged or missing. What was lost is counted; the rest is delivered.</summary>
    SpoolDamaged = 9,

    /// <summary>The spool cannot be used as it should: another process has it, or the disk is full, read-only or gone.</summary>
    SpoolUnavailable = 10,

    /// <summary>A setting that does not exist stands in the configuration, perhaps misspelt; it has no effect.</summary>
    UnknownSetting = 11,

    /// <summary>
    /// Events of an earlier run cannot be delivered for now: the store refuses their object, or their spool cannot be read. They stay on disk and
    /// are retried; later events no longer wait for them.
    /// </summary>
    EventsSetAside = 12,
}
