namespace LogAppendSink.Reading.Decoding;

/// <summary>The kind of a <see cref="ContentPiece"/>.</summary>
internal enum ContentPieceKind
{
    /// <summary>Uncompressed bytes.</summary>
    Text,

    /// <summary>Decompressed content of a gzip member.</summary>
    Member,

    /// <summary>The end of a complete member.</summary>
    MemberEnd,

    /// <summary>Damaged bytes.</summary>
    Damage,
}
