namespace LogAppendSink.Simulation;

/// <summary>How the listeners of an application (notices and metrics) behave.</summary>
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
