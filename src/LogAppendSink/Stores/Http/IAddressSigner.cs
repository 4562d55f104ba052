using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>Signs requests in the Authorization header or in the address. Thread-safe.</summary>
internal interface IAddressSigner : IRequestSigner
{
    /// <summary>The same request with its signature in the query, good for whoever sends it. Headers that it has must be sent with it.</summary>
    /// <param name="request">What is signed; left as it is.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store.</param>
    /// <param name="validity">How long it is good, in whole seconds.</param>
    StoreRequest Presign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity);
}
