namespace LogAppendSink.Simulation.Spool;

/// <summary>How much of a call is done when the process dies in it.</summary>
internal enum DeathPoint
{
    /// <summary>Nothing was done.</summary>
    Before,

    /// <summary>Half of it was done, where it has halves.</summary>
    Within,

    /// <summary>All of it was done, but the caller got no result.</summary>
    After,
}
