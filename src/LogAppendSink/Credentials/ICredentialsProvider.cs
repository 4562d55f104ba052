namespace LogAppendSink.Credentials;

/// <summary>Provides the credentials for each request.</summary>
public interface ICredentialsProvider
{
    /// <summary>
    /// Returns the credentials for the next request. Called concurrently. A provider that fetches credentials should cache them until
    /// shortly before they expire.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the time limit of the request expires.</param>
    /// <exception cref="CredentialsUnavailableException">
    /// No credentials are available now; the request is retried later, and the message is reported. For any other exception only the type
    /// is reported, since its message might contain a secret.
    /// </exception>
    ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken);
}
