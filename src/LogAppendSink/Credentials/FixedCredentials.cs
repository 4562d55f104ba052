namespace LogAppendSink.Credentials;

/// <summary>The same credentials for ever.</summary>
internal sealed class FixedCredentials(OssCredentials credentials) : ICredentialsProvider
{
    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) => new(credentials);
}
