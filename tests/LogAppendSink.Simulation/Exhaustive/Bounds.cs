namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>How far an exhaustive check goes: all runs within these bounds are explored.</summary>
internal sealed record Bounds
{
    /// <summary>What the check covers, for its output.</summary>
    internal required string Name { get; init; }

    /// <summary>Whether the store makes Ceph RGW's promises, and not OSS's.</summary>
    internal bool IsCeph { get; init; }

    /// <summary>How many processes write.</summary>
    internal int Processes { get; init; } = 1;

    /// <summary>Whether there is one process, with two writers.</summary>
    internal bool IsOneProcessWithTwoWriters { get; init; }

    /// <summary>How many batches each writer delivers.</summary>
    internal int Batches { get; init; } = 3;

    /// <summary>How often an append gets no response, or a response that is not final.</summary>
    internal int Faults { get; init; }

    /// <summary>How often a request that only reads, or that is refused, fails.</summary>
    internal int Failures { get; init; }

    /// <summary>How often a process dies and restarts with its spool.</summary>
    internal int Crashes { get; init; }

    /// <summary>How often a pipeline ends and another one of the same process continues with its spool.</summary>
    internal int Reloads { get; init; }

    /// <summary>How often another party appends to, deletes, replaces or seals an object.</summary>
    internal int Meddles { get; init; }

    /// <summary>How often a writer drops a batch that is not stored.</summary>
    internal int Drops { get; init; }

    internal ConflictMode OnConflict { get; init; } = ConflictMode.Continue;

    internal long ObjectSizeLimitBytes { get; init; } = 1_000;

    internal int? ObjectAppendLimit { get; init; }

    /// <summary>Whether the store reports a checksum of the whole object.</summary>
    internal bool HasChecksum { get; init; } = true;

    /// <summary>Whether the store promises a CRC-64 of the whole object, whether or not each response has it.</summary>
    internal bool IsChecksumPromised { get; init; } = true;

    /// <summary>Whether a conflict says where the object ends.</summary>
    internal bool SaysPosition { get; init; }

    /// <summary>The first batch that was accepted in a second period.</summary>
    internal int SecondPeriodFrom { get; init; } = int.MaxValue;

    /// <summary>Whether each writer has objects of its own; otherwise all share them.</summary>
    internal bool HasOwnObjects { get; init; }

    /// <summary>A wrong decision that the check must find; null for the real engine.</summary>
    internal PlantedFault? Fault { get; init; }
}
