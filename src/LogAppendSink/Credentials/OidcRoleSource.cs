namespace LogAppendSink.Credentials;

/// <summary>
/// Assumes a role with the token that an identity provider keeps in a file: RRSA in Kubernetes pods on ACK. The file is read for each
/// request, since the token is replaced before it expires.
/// </summary>
internal sealed class OidcRoleSource(Func<OidcRole> settings, StsClient sts) : ICredentialSource
{
    /// <summary>A token is one or two kilobytes.</summary>
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
