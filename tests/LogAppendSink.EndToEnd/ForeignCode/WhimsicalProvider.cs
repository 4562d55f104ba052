using LogAppendSink.Credentials;

namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>A credentials provider of the application that does at each call what the seed says.</summary>
internal sealed class WhimsicalProvider(OssCredentials credentials, Whims whims) : ICredentialsProvider
{
    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
        new(whims.CallAsync(() => Task.FromResult(credentials)));
}
