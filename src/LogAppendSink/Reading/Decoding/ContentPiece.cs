namespace LogAppendSink.Reading.Decoding;

/// <summary>A piece of what stored bytes hold.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The content, valid until the next piece is requested; empty where it is an end or damage.</param>
/// <param name="Position">Where the stored bytes begin: of text its first byte; of a member's content its header; of damage the damage.</param>
internal readonly record struct ContentPiece(ContentPieceKind Kind, ReadOnlyMemory<byte> Bytes, long Position)
{
    /// <summary>The position after the member; of <see cref="ContentPieceKind.MemberEnd"/> only.</summary>
    internal long EndPosition { get; init; }

    /// <summary>Of <see cref="ContentPieceKind.Damage"/> only.</summary>
    internal StoredDamage Damage { get; init; }
}
