namespace LogAppendSink.Reading.Decoding;

/// <summary>The state of a gzip member during decompression.</summary>
internal enum MemberState
{
    /// <summary>Not yet read to its end.</summary>
    Open,

    /// <summary>Whole: its length and checksum match.</summary>
    Whole,

    /// <summary>Cut off: the bytes end before the member, and are valid so far.</summary>
    Cut,

    /// <summary>Not a gzip member, or its bytes have changed.</summary>
    Damaged,
}
