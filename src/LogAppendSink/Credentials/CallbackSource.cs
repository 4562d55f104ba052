namespace LogAppendSink.Credentials;

/// <summary>Calls the application's callback.</summary>
internal sealed class CallbackSource(Func<CancellationToken, ValueTask<OssCredentials>> callback) : ICredentialSource
{
    public string Name => "the callback for credentials";

    public async ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken) =>
        await callback(cancellationToken).ConfigureAwait(false) ?? throw new CredentialsUnavailableException("it returned null");
}
