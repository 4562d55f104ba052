using System.Diagnostics.CodeAnalysis;

namespace LogAppendSink.Stores;

/// <summary>
/// A checksum that a store returns of the whole content of an object. OSS: the CRC-64 of all bytes. Ceph: a chain of MD5. Without one it is
/// <see cref="None"/>; then bytes are read back where the length alone cannot settle an append.
/// </summary>
/// <param name="IsKnown">Whether the store returned one.</param>
/// <param name="Value">The checksum. Only the store knows how it is computed, and how a body changes it.</param>
[Experimental(ExperimentalApi.Store)]
public readonly record struct ContentChecksum(bool IsKnown, UInt128 Value)
{
    /// <summary>The store returned no checksum.</summary>
    public static ContentChecksum None => default;

    /// <summary>Creates a known checksum.</summary>
    public static ContentChecksum Of(UInt128 value) => new(IsKnown: true, value);
}
