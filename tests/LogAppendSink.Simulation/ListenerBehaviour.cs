namespace LogAppendSink.Simulation;

/// <summary>What the listeners of an application do: that of its notices, and that of its metrics.</summary>
internal enum ListenerBehaviour
{
    /// <summary>They return.</summary>
    Returns,

    /// <summary>They throw, at any call, on the thread of delivery.</summary>
    Throws,

    /// <summary>They block at any call, for a while or without end.</summary>
    Blocks,

    /// <summary>They block for a while, and that of the notices logs and flushes.</summary>
    Logs,
}
