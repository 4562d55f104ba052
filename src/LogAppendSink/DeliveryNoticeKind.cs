namespace LogAppendSink;

/// <summary>The subject of a <see cref="DeliveryNotice"/>.</summary>
public enum DeliveryNoticeKind
{
    /// <summary>Delivery fails; events are kept and retried. Raised once per outage.</summary>
    OutageStarted = 0,

    /// <summary>Delivery works again after an outage.</summary>
    OutageEnded = 1,

    /// <summary>Events were lost and counted. Raised at the first loss and again when losses end, not once per event.</summary>
    EventsDropped = 2,

    /// <summary>Another writer appended to the object. Delivery continues after its data, or in the next object.</summary>
    Conflict = 3,

    /// <summary>Delivery continues in another object.</summary>
    Rolled = 4,

    /// <summary>The store returned an inconsistent response, for example a wrong checksum.</summary>
    StoreMisbehaved = 5,

    /// <summary>The pipeline has failed because of a bug. Delivery has stopped; further events are dropped and counted.</summary>
    PipelineFailed = 6,

    /// <summary>Events of an earlier run were found in the spool and are delivered now.</summary>
    EventsRecovered = 7,

    /// <summary><c>ShutdownTimeout</c> expired. Events stay in the spool for the next start.</summary>
    EventsKept = 8,

    /// <summary>Bytes of the spool were damaged or missing. Lost events are counted; the rest is delivered.</summary>
    SpoolDamaged = 9,

    /// <summary>The spool cannot be used: another process has it open, or the disk is full, read-only or missing.</summary>
    SpoolUnavailable = 10,

    /// <summary>The configuration contains an unknown setting, perhaps misspelled. It has no effect.</summary>
    UnknownSetting = 11,

    /// <summary>
    /// Events of an earlier run cannot be delivered for now: the store refuses their object, or their spool cannot be read. They stay on
    /// disk and are retried. Later events are delivered without waiting for them.
    /// </summary>
    EventsSetAside = 12,
}
