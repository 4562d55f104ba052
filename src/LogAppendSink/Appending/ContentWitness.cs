namespace LogAppendSink.Appending;

/// <summary>
/// What a store says of an object's whole content besides its length. OSS: the CRC-64 of all bytes. A store that says
/// nothing gives <see cref="None"/>, and what its ends can prove shrinks accordingly.
/// </summary>
/// <param name="IsKnown">Whether the store said it.</param>
/// <param name="Value">The checksum; what it means and how a body advances it is the store's business.</param>
internal readonly record struct ContentWitness(bool IsKnown, UInt128 Value)
{
    internal static readonly ContentWitness None;

    internal static ContentWitness Of(UInt128 value) => new(IsKnown: true, value);
}
