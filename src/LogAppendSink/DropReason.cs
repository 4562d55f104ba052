namespace LogAppendSink;

/// <summary>Why an event was lost.</summary>
public enum DropReason
{
    /// <summary>The buffer was full (<c>QueueLimitBytes</c>, or <c>BufferSizeLimitBytes</c> with a spool).</summary>
    QueueFull = 0,

    /// <summary>The record was larger than <c>EventBodyLimitBytes</c>, and its front end wrote no marker in its place.</summary>
    RecordTooLarge = 1,

    /// <summary>The batch could not be stored within <c>RetryTimeLimit</c>.</summary>
    RetryTimeLimit = 2,

    /// <summary>It was not stored before <c>ShutdownTimeout</c> expired.</summary>
    Shutdown = 3,

    /// <summary>It was logged after the pipeline was disposed.</summary>
    Closed = 4,

    /// <summary>It was being delivered when the pipeline itself failed.</summary>
    PipelineFailed = 5,

    /// <summary>Its bytes in the spool were damaged or missing. They are quarantined in the spool's <c>damaged</c> directory.</summary>
    SpoolDamaged = 6,

    /// <summary>The spool could not take it: the disk is full or read-only, or the directory is missing.</summary>
    SpoolUnavailable = 7,
}
