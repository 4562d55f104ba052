namespace LogAppendSink;

/// <summary>Why an event was lost.</summary>
public enum DropReason
{
    /// <summary>The buffer was full (<c>QueueLimitBytes</c>, or <c>BufferSizeLimitBytes</c> with a spool).</summary>
    QueueFull = 0,

    /// <summary>The record was larger than <c>EventBodyLimitBytes</c>, and the front end did not replace it with a marker.</summary>
    RecordTooLarge = 1,

    /// <summary>The batch could not be stored within <c>RetryTimeLimit</c>.</summary>
    RetryTimeLimit = 2,

    /// <summary>The event was not stored before <c>ShutdownTimeout</c> expired.</summary>
    Shutdown = 3,

    /// <summary>The event was logged after the pipeline was disposed.</summary>
    Closed = 4,

    /// <summary>The pipeline failed because of a bug before the event was stored.</summary>
    PipelineFailed = 5,

    /// <summary>
    /// The event's bytes in the spool were damaged or missing. They are quarantined in the spool's <c>damaged</c> directory.
    /// </summary>
    SpoolDamaged = 6,

    /// <summary>The spool could not store the event: the disk is full or read-only, or the directory is missing.</summary>
    SpoolUnavailable = 7,
}
