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

    /// <summary>Sorts an answer of no success.</summary>
    internal abstract StoreErrorKind KindOf(StoreResponse answer);

    /// <summary>What to check; null where nothing can be said.</summary>
    internal abstract string? HintFor(StoreErrorKind kind, StoreResponse answer, StoreRequest request);

    /// <summary>The error of an answer to HEAD, which has no body; null where its headers do not say it.</summary>
    internal abstract StoreErrorBody? ErrorOfHead(IReadOnlyDictionary<string, string> headers);
}
