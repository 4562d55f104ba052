namespace LogAppendSink;

/// <summary>How the body of an append is compressed.</summary>
public enum RecordCompression
{
    /// <summary>No compression: the object contains the records in sequence.</summary>
    None = 0,

    /// <summary>
    /// Each append is one complete gzip member, so <c>zcat</c> can read the object at any time
    /// (RFC 1952, section 2.2: a gzip file is a series of members). <c>.gz</c> is added to the object's key.
    /// </summary>
    Gzip = 1,
}
