namespace LogAppendSink.Reading.Decoding;

/// <summary>How stored bytes are not what they should be.</summary>
internal enum StoredDamageKind
{
    /// <summary>A gzip member is cut, or its bytes have changed.</summary>
    DamagedMember,

    /// <summary>Bytes in a compressed object are not gzip.</summary>
    NotGzip,

    /// <summary>A whole gzip member is among plain records.</summary>
    MemberAmongText,

    /// <summary>A record is longer than is read.</summary>
    RecordTooLong,
}
