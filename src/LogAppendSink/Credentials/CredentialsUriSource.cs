namespace LogAppendSink.Credentials;

/// <summary>An address that answers with credentials as the metadata service does: a side-car, as a rule.</summary>
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
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new CredentialsUnavailableException($"{Variable} is no http or https address"); // Which may hold a secret itself.

        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        var reply = await http.SendAsync(request, TimeLimit, isDirect: uri.IsLoopback, cancellationToken).ConfigureAwait(false);
        return reply.Credentials(time.GetUtcNow());
    }
}
