namespace LogAppendSink.Stores;

/// <summary>What a store promises about appends. The append writer decides by it.</summary>
internal sealed record AppendRules
{
    /// <summary>All promises, as OSS and the emulator give them.</summary>
    internal static readonly AppendRules Strict = new();

    /// <summary>
    /// Whether the store accepts one of two first appends to a key and refuses the other. If it accepts both, the later one replaces the object and
    /// everything appended to it. Then a first append is empty and sent once, and a key where it is in doubt is abandoned.
    /// </summary>
    internal bool IsCreationExclusive { get; init; } = true;

    /// <summary>
    /// Whether an append that the store has acknowledged is in the object. If the store can lose it, the object is checked with HEAD before the batch
    /// is acknowledged.
    /// </summary>
    internal bool IsAcknowledgementFinal { get; init; } = true;

    /// <summary>Whether the checksum of an end is the CRC-64 of the whole object.</summary>
    internal bool IsWitnessCrc64 { get; init; } = true;
}
