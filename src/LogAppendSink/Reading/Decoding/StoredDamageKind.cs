namespace LogAppendSink.Reading.Decoding;

/// <summary>The kinds of damage in stored bytes.</summary>
internal enum StoredDamageKind
{
    /// <summary>A gzip member is cut off, or its bytes have changed.</summary>
    DamagedMember,

    /// <summary>Bytes in a compressed object are not gzip.</summary>
    NotGzip,

    /// <summary>A whole gzip member appears among plain records.</summary>
    MemberAmongText,

    /// <summary>A record is longer than the limit.</summary>
    RecordTooLong,
}
