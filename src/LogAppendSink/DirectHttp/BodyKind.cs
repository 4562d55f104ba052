namespace LogAppendSink.DirectHttp;

/// <summary>How the end of a response's body is determined.</summary>
internal enum BodyKind
{
    /// <summary>The response has no body.</summary>
    None,

    /// <summary>By its Content-Length.</summary>
    Length,

    /// <summary>By chunks, each with its length.</summary>
    Chunked,

    /// <summary>By the end of the connection.</summary>
    UntilClose,
}
