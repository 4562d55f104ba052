namespace LogAppendSink.Stores.Http;

/// <summary>The protocol of one kind of store: its signature, its error codes and its hints.</summary>
internal abstract class StoreDialect(StoreEndpoint endpoint, IRequestSigner signer)
{
    /// <summary>The endpoint of requests.</summary>
    internal StoreEndpoint Endpoint { get; } = endpoint;

    /// <summary>Signs requests.</summary>
    internal IRequestSigner Signer { get; } = signer;

    /// <summary>The name of the store, for messages.</summary>
    internal abstract string StoreName { get; }

    /// <summary>Returns the kind of error for a response that is not a success.</summary>
    internal abstract StoreErrorKind KindOf(StoreResponse response);

    /// <summary>Returns a hint for the user; null if there is no hint.</summary>
    internal abstract string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request);

    /// <summary>Returns the error of a response to HEAD, which has no body; null if its headers do not name the error.</summary>
    internal abstract StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers);
}
