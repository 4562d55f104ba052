namespace LogAppendSink.Reading.Decoding;

/// <summary>What is known of a gzip member that is being decompressed.</summary>
internal enum MemberState
{
    /// <summary>It is not read to its end.</summary>
    Open,

    /// <summary>It is whole, and its length and checksum are right.</summary>
    Whole,

    /// <summary>The bytes end before the member does, and nothing in them is wrong so far.</summary>
    Cut,

    /// <summary>It is not a gzip member, or its bytes have changed.</summary>
    Damaged,
}
