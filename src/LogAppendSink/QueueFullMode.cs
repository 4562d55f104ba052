namespace LogAppendSink;

/// <summary>What a logging call does when the buffer has no room for its record.</summary>
public enum QueueFullMode
{
    /// <summary>Drop the record, count it, and return at once. The default: logging never slows the application.</summary>
    DropWrite = 0,

    /// <summary>
    /// Block the caller until there is room, or until the pipeline is disposed. A full disk counts as a full buffer. If the disk is
    /// missing, read-only or forbidden, the record is dropped as <see cref="DropReason.SpoolUnavailable"/>.
    /// </summary>
    Wait = 1,
}
