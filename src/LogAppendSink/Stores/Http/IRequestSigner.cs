using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>Signs requests in the Authorization header. Thread-safe.</summary>
internal interface IRequestSigner
{
    /// <summary>
    /// Adds the date, the security token and <c>Authorization</c>. A request may be signed again, also with other credentials.
    /// </summary>
    /// <param name="request">The request to sign; headers are added to it.</param>
    /// <param name="credentials">The credentials that sign.</param>
    /// <param name="signedAt">The time, by the store's clock. The store accepts a difference of 15 minutes.</param>
    void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt);
}
