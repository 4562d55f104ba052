using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Oss;

/// <summary>Signs requests to OSS, in the Authorization header or in the address. Thread-safe.</summary>
internal interface IOssSigner
{
    /// <summary>Adds the date, the security token and <c>Authorization</c>. A request may be signed again, with other credentials too.</summary>
    /// <param name="request">What is signed; its headers are added to.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store, which accepts 15 minutes of difference.</param>
    void Sign(OssRequest request, OssCredentials credentials, DateTimeOffset signedAt);

    /// <summary>The same request with its signature in the query, good for whoever sends it. Headers that it has must be sent with it.</summary>
    /// <param name="request">What is signed; left as it is.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store.</param>
    /// <param name="validity">How long it is good, in whole seconds.</param>
    OssRequest Presign(OssRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity);
}
