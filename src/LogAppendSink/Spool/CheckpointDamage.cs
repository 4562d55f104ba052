namespace LogAppendSink.Spool;

/// <summary>What was wrong with a checkpoint file.</summary>
internal enum CheckpointDamage
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A page was damaged, and its copy was not: nothing is lost.</summary>
    Mended = 1,

    /// <summary>A whole slot is lost: it may have held the newest checkpoint.</summary>
    Lost = 2,
}
