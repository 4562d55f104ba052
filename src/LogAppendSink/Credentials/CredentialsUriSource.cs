namespace LogAppendSink.Credentials;

/// <summary>Requests credentials from a URI that responds like the metadata service, usually a sidecar.</summary>
internal sealed class CredentialsUriSource(CredentialHttp http, TimeProvider time, Func<string?> address) : ICredentialSource
{
    internal const string Variable = "ALIBABA_CLOUD_CREDENTIALS_URI";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    public string Name => "the credentials URI";

    public async ValueTask<OssCredentials> FetchAsync(CancellationToken cancellationToken)
    {
        var text = address();
        if (string.IsNullOrWhiteSpace(text))
            throw new CredentialsUnavailableException($"{Variable} is not set") { LetsNextAnswer = true };
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            // The address is left out: it may contain a secret.
            throw new CredentialsUnavailableException($"{Variable} is not an http or https address");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        var reply = await http.SendAsync(request, TimeLimit, isDirect: uri.IsLoopback, cancellationToken).ConfigureAwait(false);
        return reply.Credentials(time.GetUtcNow());
    }
}
