namespace LogAppendSink.Credentials;

/// <summary>
/// A role, taken on with the token that an identity provider keeps in a file: RRSA, as Kubernetes pods on ACK have it. The file is
/// read anew each time, since tokens in it are replaced before they expire.
/// </summary>
internal sealed class OidcRoleSource(Func<OidcRole> settings, StsClient sts) : ICredentialSource
{
    /// <summary>Tokens are a kilobyte or two.</summary>
    private const int TokenBytesMax = 20_000;

    public string Name => "OIDC (RRSA)";

    public async ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken)
    {
        var oidc = settings();
        if (oidc.Role.Fault() is { } fault)
            throw new CredentialsUnavailableException(fault);
        var token = await ReadTokenAsync(oidc.TokenFile, cancellationToken).ConfigureAwait(false);
        return await sts.AssumeRoleWithOidcAsync(oidc.Role, oidc.ProviderArn, token, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<string> ReadTokenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var token = (await CredentialFile.ReadAsync(path, TokenBytesMax, cancellationToken).ConfigureAwait(false)).Trim();
            return token.Length > 0 ? token : throw new CredentialsUnavailableException($"the token file {path} is empty");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnavailableException($"the token file {path} cannot be read ({exception.GetType().Name})", exception);
        }
    }
}
