using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>The guarantees of a store about appends, and its limits. They determine how delivery resolves an append in doubt.</summary>
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

    // OSS API reference, AppendObject: at most 5 GB. This is below 5 GB whether a GB is 1,000 or 1,024 cubed bytes.
    private const long OssObjectBytesMax = 5_000_000_000;

    /// <summary>
    /// Whether the store accepts only one of two concurrent first appends to a key. If it accepts both, the later one replaces the object
    /// and all its data. Delivery then sends the first append empty and only once, and abandons a key whose first append is in doubt.
    /// </summary>
    public required bool IsCreationExclusive { get; init; }

    /// <summary>
    /// Whether an acknowledged append is durable. If the store can lose it, delivery checks the object with
    /// <see cref="IObjectSource.DescribeAsync"/> before it acknowledges the batch.
    /// </summary>
    public required bool IsAcknowledgementFinal { get; init; }

    /// <summary>Whether <see cref="ObjectEnd.Checksum"/> is the CRC-64/XZ of the whole object. Default: false.</summary>
    public bool IsChecksumCrc64 { get; init; }

    /// <summary>Whether the store supports <see cref="IAppendStore.SealAsync"/>. Default: false.</summary>
    public bool CanSeal { get; init; }

    /// <summary>
    /// The largest object, in bytes. <see cref="OssAppendOptions.ObjectSizeLimitBytes"/> may not exceed it. Range: 1 KiB up.
    /// </summary>
    public required long ObjectBytesMax { get; init; }

    /// <summary>
    /// The largest number of appends to one object by all writers together; null if the store has no limit.
    /// <see cref="OssAppendOptions.ObjectAppendLimit"/> may not exceed it, and defaults to 0.2 % below it.
    /// </summary>
    public int? ObjectAppendsMax { get; init; }

    /// <summary>
    /// The largest append, in bytes. <see cref="OssAppendOptions.BatchSizeLimitBytes"/> may not exceed it. Default: 64 MiB.
    /// </summary>
    public int AppendBytesMax { get; init; } = 64 * 1024 * 1024;
}
