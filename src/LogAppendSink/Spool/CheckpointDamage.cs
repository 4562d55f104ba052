namespace LogAppendSink.Spool;

/// <summary>The damage found in a checkpoint file.</summary>
internal enum CheckpointDamage
{
    /// <summary>The file is intact.</summary>
    None = 0,

    /// <summary>A page was damaged, but its copy is intact.</summary>
    Repaired = 1,

    /// <summary>Both pages of a slot are damaged. It may have held the newest checkpoint.</summary>
    Lost = 2,
}
