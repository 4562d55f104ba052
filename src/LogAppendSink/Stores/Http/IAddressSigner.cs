using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>Signs requests in the Authorization header or in the address. Thread-safe.</summary>
internal interface IAddressSigner : IRequestSigner
{
    /// <summary>Returns the request with its signature in the query. Any client can send it, with the same headers.</summary>
    /// <param name="request">The request to sign; not modified.</param>
    /// <param name="credentials">The credentials that sign.</param>
    /// <param name="signedAt">The time, by the store's clock.</param>
    /// <param name="validity">How long the signature is valid, in whole seconds.</param>
    StoreRequest Presign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity);
}
