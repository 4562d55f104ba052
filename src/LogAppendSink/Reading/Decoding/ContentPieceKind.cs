namespace LogAppendSink.Reading.Decoding;

/// <summary>What a <see cref="ContentPiece"/> is.</summary>
internal enum ContentPieceKind
{
    /// <summary>Bytes that are stored as they are.</summary>
    Text,

    /// <summary>Bytes that a gzip member holds.</summary>
    Member,

    /// <summary>The end of a whole member.</summary>
    MemberEnd,

    /// <summary>A place where bytes are not what they should be.</summary>
    Damage,
}
