namespace LogAppendSink.Stores.Http;

/// <summary>What differs from store to store in how they are talked to: the signature, and how a refusal reads.</summary>
internal abstract class StoreDialect(StoreEndpoint endpoint, IRequestSigner signer)
{
    /// <summary>Where to.</summary>
    internal StoreEndpoint Endpoint { get; } = endpoint;

    /// <summary>Signs requests.</summary>
    internal IRequestSigner Signer { get; } = signer;

    /// <summary>The store, as people call it.</summary>
    internal abstract string StoreName { get; }

    /// <summary>The kind of error of a response that is not a success.</summary>
    internal abstract StoreErrorKind KindOf(StoreResponse response);

    /// <summary>What to check; null where nothing can be said.</summary>
    internal abstract string? HintFor(StoreErrorKind kind, StoreResponse response, StoreRequest request);

    /// <summary>The error of a response to HEAD, which has no body; null where its headers do not name it.</summary>
    internal abstract StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers);
}
