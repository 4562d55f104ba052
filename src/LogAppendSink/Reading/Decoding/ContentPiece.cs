namespace LogAppendSink.Reading.Decoding;

/// <summary>A piece of an object's decoded content.</summary>
/// <param name="Kind">What the piece is.</param>
/// <param name="Bytes">The content, valid until the next piece is requested; empty for an end or damage.</param>
/// <param name="Position">The stored position: the first byte of text, the header of a member, or the start of damage.</param>
internal readonly record struct ContentPiece(ContentPieceKind Kind, ReadOnlyMemory<byte> Bytes, long Position)
{
    /// <summary>The position after the member; set for <see cref="ContentPieceKind.MemberEnd"/> only.</summary>
    internal long EndPosition { get; init; }

    /// <summary>The damage; set for <see cref="ContentPieceKind.Damage"/> only.</summary>
    internal StoredDamage Damage { get; init; }
}
