using LogAppendSink.Credentials;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A credentials provider of the application whose calls misbehave.</summary>
internal sealed class MisbehavingProvider(OssCredentials credentials, SeededMisbehavior misbehavior) : ICredentialsProvider
{
    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
        new(misbehavior.RunAsync(() => Task.FromResult(credentials)));
}
