namespace LogAppendSink;

/// <summary>What an accepted event in the spool survives. In every mode it survives the death of the process at once.</summary>
public enum BufferDurability
{
    /// <summary>The death of the process, not power loss: the spool is never flushed to disk.</summary>
    Process = 0,

    /// <summary>Power loss too, after <c>BufferFlushInterval</c>; Fatal events at once.</summary>
    Interval = 1,

    /// <summary>Power loss, as soon as the logging call returns: each call waits for the disk.</summary>
    EveryEvent = 2,
}
