namespace LogAppendSink.DirectHttp;

/// <summary>How the end of a response's body is found.</summary>
internal enum BodyKind
{
    /// <summary>There is no body.</summary>
    None,

    /// <summary>Its length was said.</summary>
    Length,

    /// <summary>It comes in chunks, each with its length.</summary>
    Chunked,

    /// <summary>It ends with the connection.</summary>
    UntilClose,
}
