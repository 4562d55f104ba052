namespace LogAppendSink;

/// <summary>Why an event was lost.</summary>
public enum DropReason
{
    /// <summary>The buffer was full (<c>QueueLimitBytes</c>, or <c>BufferSizeLimitBytes</c> with a spool).</summary>
    QueueFull = 0,

    /// <summary>The record was larger than <c>EventBodyLimitBytes</c>, and its front end sent no marker in its place.</summary>
    RecordTooLarge = 1,

    /// <summary>The batch could not be stored within <c>RetryTimeLimit</c>.</summary>
    RetryTimeLimit = 2,

    /// <summary>The pipeline was disposed and <c>ShutdownTimeout</c> did not suffice to store it.</summary>
    Shutdown = 3,

    /// <summary>It was logged after the pipeline was disposed.</summary>
    Closed = 4,

    /// <summary>It was being delivered when the pipeline itself failed.</summary>
    PipelineFailed = 5,

    /// <summary>Its bytes in the spool were damaged or missing. They are set aside in the spool's <c>damaged</c> directory.</summary>
    SpoolDamaged = 6,

    /// <summary>The spool could not take it: the disk is full or read-only, or the directory is gone.</summary>
    SpoolUnavailable = 7,
}
