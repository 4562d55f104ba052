using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Http;

/// <summary>Signs requests in the Authorization header. Thread-safe.</summary>
internal interface IRequestSigner
{
    /// <summary>Adds the date, the security token and <c>Authorization</c>. A request may be signed again, with other credentials too.</summary>
    /// <param name="request">What is signed; its headers are added to.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store, which accepts 15 minutes of difference.</param>
    void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt);
}
