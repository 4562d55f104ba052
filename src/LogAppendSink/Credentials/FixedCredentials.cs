namespace LogAppendSink.Credentials;

/// <summary>Credentials that never change.</summary>
internal sealed class FixedCredentials(OssCredentials credentials) : ICredentialsProvider
{
    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) => new(credentials);
}
