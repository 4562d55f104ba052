namespace LogAppendSink;

/// <summary>Which failures an accepted event in the spool survives. In every mode, it survives a crash of the process at once.</summary>
public enum BufferDurability
{
    /// <summary>A crash of the process, but not a power loss: the spool is never flushed to disk.</summary>
    Process = 0,

    /// <summary>Also a power loss, after <c>BufferFlushInterval</c>. Fatal events are flushed at once.</summary>
    Interval = 1,

    /// <summary>Also a power loss, as soon as the logging call returns: each call waits for the disk.</summary>
    EveryEvent = 2,
}
