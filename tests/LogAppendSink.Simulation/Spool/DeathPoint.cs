namespace LogAppendSink.Simulation.Spool;

/// <summary>What the call is worth at which a process dies.</summary>
internal enum DeathPoint
{
    /// <summary>Nothing was done.</summary>
    Before,

    /// <summary>Half of it was done, where it has halves.</summary>
    Within,

    /// <summary>All of it was done, and nobody was told.</summary>
    After,
}
