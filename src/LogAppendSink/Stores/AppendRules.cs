namespace LogAppendSink.Stores;

/// <summary>In which promises about appends stores differ; the append writer's rules follow from them.</summary>
internal sealed record AppendRules
{
    /// <summary>All of them, as OSS and the emulator give them.</summary>
    internal static readonly AppendRules Strict = new();

    /// <summary>
    /// Whether the store takes one of two first appends to a key and refuses the other. Where it takes both, the later one replaces the object
    /// with all that was appended meanwhile: so a first append is sent once, empty, and a key where it is in doubt is left for good.
    /// </summary>
    internal bool IsCreationExclusive { get; init; } = true;

    /// <summary>
    /// Whether an append that the store has acknowledged is in the object. Where it may have lost it, the object is looked at before the
    /// batch is let go.
    /// </summary>
    internal bool IsAcknowledgementFinal { get; init; } = true;

    /// <summary>Whether the witness of an end is the CRC-64 of the whole object.</summary>
    internal bool IsWitnessCrc64 { get; init; } = true;
}
