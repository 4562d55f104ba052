using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>What a store promises about appends, and its limits. Delivery decides by it how an append in doubt is settled.</summary>
[Experimental(ExperimentalApi.Store)]
public sealed record StorePromises
{
    internal static readonly StorePromises Oss = new()
    {
        IsCreationExclusive = true,
        IsAcknowledgementFinal = true,
        IsChecksumCrc64 = true,
        CanSeal = true,
        ObjectBytesMax = OssObjectBytesMax,
    };

    internal static readonly StorePromises CephRgw = new()
    {
        IsCreationExclusive = false,
        IsAcknowledgementFinal = false,
        CanSeal = true,
        ObjectBytesMax = OssObjectBytesMax,
    };

    // OSS API reference, AppendObject: at most 5 GB. This is under that, whether a GB is 1,000 or 1,024 cubed.
    private const long OssObjectBytesMax = 5_000_000_000;

    /// <summary>
    /// Whether the store accepts one of two first appends to a key and refuses the other. If it accepts both, the later one replaces the object and
    /// everything appended to it. Then a first append is empty and sent once, and a key whose first append is in doubt is not used.
    /// </summary>
    public required bool IsCreationExclusive { get; init; }

    /// <summary>
    /// Whether an acknowledged append is in the object for good. If the store can lose it, the object is checked by
    /// <see cref="IObjectSource.DescribeAsync"/> before the batch is acknowledged.
    /// </summary>
    public required bool IsAcknowledgementFinal { get; init; }

    /// <summary>Whether <see cref="ObjectEnd.Checksum"/> is the CRC-64/XZ of the whole object. Default: false.</summary>
    public bool IsChecksumCrc64 { get; init; }

    /// <summary>Whether <see cref="IAppendStore.SealAsync"/> works. Default: false.</summary>
    public bool CanSeal { get; init; }

    /// <summary>Most bytes of one object; <see cref="OssAppendOptions.ObjectSizeLimitBytes"/> may not exceed it. Range: 1 KiB up.</summary>
    public required long ObjectBytesMax { get; init; }

    /// <summary>
    /// Most appends to one object by all writers together; null where the store has no limit. The default of
    /// <see cref="OssAppendOptions.ObjectAppendLimit"/> is 0.2 % below it, and may not exceed it.
    /// </summary>
    public int? ObjectAppendsMax { get; init; }

    /// <summary>Most bytes of one append; <see cref="OssAppendOptions.BatchSizeLimitBytes"/> may not exceed it. Default: 64 MiB.</summary>
    public int AppendBytesMax { get; init; } = 64 * 1024 * 1024;
}
