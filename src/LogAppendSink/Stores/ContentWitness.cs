namespace LogAppendSink.Stores;

/// <summary>
/// A checksum that a store returns of the whole content of an object. OSS: the CRC-64 of all bytes. Ceph: a chain of MD5. Without one it is
/// <see cref="None"/>, and fewer appends can be settled by the end of the object alone.
/// </summary>
/// <param name="IsKnown">Whether the store returned one.</param>
/// <param name="Value">The checksum. Only the store knows how it is computed, and how a body changes it.</param>
internal readonly record struct ContentWitness(bool IsKnown, UInt128 Value)
{
    internal static readonly ContentWitness None;

    internal static ContentWitness Of(UInt128 value) => new(IsKnown: true, value);
}
