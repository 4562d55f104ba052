using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// The store's checksum of the whole content of an object: a CRC-64 of all bytes (OSS), or a chain of MD5 (Ceph). If the store returns
/// none, it is <see cref="None"/>. Then the bytes are read back if the length alone cannot resolve an append in doubt.
/// </summary>
/// <param name="IsKnown">Whether the store returned a checksum.</param>
/// <param name="Value">The checksum. Only the store knows its algorithm, and how a body changes it.</param>
[Experimental(ExperimentalApi.Store)]
public readonly record struct ContentChecksum(bool IsKnown, UInt128 Value)
{
    /// <summary>The store returned no checksum.</summary>
    public static ContentChecksum None => default;

    /// <summary>Creates a known checksum.</summary>
    public static ContentChecksum Of(UInt128 value) => new(IsKnown: true, value);
}
