using System.Text;
using LogAppendSink.Checksums;
using LogAppendSink.Stores;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>An object of the model store. Immutable.</summary>
/// <param name="Content">Its bytes, as text.</param>
internal sealed record ModelObject(string Content)
{
    internal bool IsAppendObject { get; init; } = true;

    internal bool IsSealed { get; init; }

    /// <summary>As sealed, but HEAD does not show it.</summary>
    internal bool IsImmutable { get; init; }

    /// <summary>Whether an append that is in flight, or has died, holds the end.</summary>
    internal bool IsOccupied { get; init; }

    internal bool TakesAppends => IsAppendObject && !IsSealed && !IsImmutable;

    internal ObjectEnd End(bool hasChecksum) => new(Content.Length, hasChecksum ? ChecksumOf(Content) : ContentChecksum.None);

    internal static ContentChecksum ChecksumOf(string content) => ContentChecksum.Of(Crc64.Append(0, Encoding.ASCII.GetBytes(content)));

    public override string ToString() =>
        $"'{Content}'{(IsAppendObject ? "" : " normal")}{(IsSealed ? " sealed" : "")}{(IsImmutable ? " immutable" : "")}{(IsOccupied ? " occupied" : "")}";
}
