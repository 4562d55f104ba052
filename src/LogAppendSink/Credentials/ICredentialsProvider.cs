namespace LogAppendSink.Credentials;

/// <summary>Says who we are, before every request.</summary>
public interface ICredentialsProvider
{
    /// <summary>
    /// The credentials to sign the next request with. Called by several requests at once; a provider that fetches them from
    /// elsewhere should keep them until shortly before they expire.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the request's own time is over.</param>
    /// <exception cref="CredentialsUnavailableException">
    /// None can be had now; the request is tried again later, and the message is told. Of any other exception only the type is told, as its
    /// words might hold a secret.
    /// </exception>
    ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken);
}
