namespace LogAppendSink;

/// <summary>What an accepted event in the spool survives. Whatever is chosen, it survives the death of the process at once.</summary>
public enum BufferDurability
{
    /// <summary>The death of the process, not the loss of power: nothing is ever flushed to disk.</summary>
    Process = 0,

    /// <summary>The loss of power too, once <c>BufferFlushInterval</c> is over; Fatal events at once.</summary>
    Interval = 1,

    /// <summary>The loss of power, as soon as the logging call returns: each waits for the disk.</summary>
    EveryEvent = 2,
}
