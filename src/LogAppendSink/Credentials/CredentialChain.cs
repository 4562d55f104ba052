namespace LogAppendSink.Credentials;

/// <summary>
/// Tries providers in order until one has credentials, and then uses only that provider. Thread-safe.
/// </summary>
/// <remarks>
/// Only a provider that is not set up is skipped. If a provider is set up but fails (e.g. STS is down), the search ends: the following
/// providers have another identity, and the process would sign all further requests with it.
/// </remarks>
internal sealed class CredentialChain(IReadOnlyList<ICredentialsProvider> links) : ICredentialsProvider, IRenewableCredentials
{
    private volatile ICredentialsProvider? _answered;
    private volatile string? _origin;

    /// <summary>The source of the credentials; null until there are some.</summary>
    internal string? Origin => _origin;

    public async ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken)
    {
        if (_answered is { } answered)
        {
            try
            {
                return await answered.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CredentialsUnavailableException exception) when (exception.LetsNextAnswer)
            {
                // The provider's settings were removed: a variable unset, a file deleted.
                _answered = null;
            }
        }

        var reasons = new List<string>();
        foreach (var link in links)
        {
            try
            {
                var credentials = await link.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
                (_answered, _origin) = (link, credentials.Origin);
                return credentials;
            }
            catch (CredentialsUnavailableException exception)
            {
                reasons.Add(exception.Message.TrimEnd('.'));
                if (!exception.LetsNextAnswer)
                    break;
            }
        }

        var skipped = links.Count - reasons.Count;
        throw new CredentialsUnavailableException(
            "No credentials: AccessKeyId and AccessKeySecret are not set, and "
            + (skipped == 0 ? "no other source has any: " : "the first other source that is set up fails: ")
            + string.Join("; ", reasons.Select((reason, index) => $"({index + 1}) {reason}"))
            + (skipped == 0
                ? ". Set AccessKeyId and AccessKeySecret, or set up one of these"
                : ". Fix the last of these, or set AccessKeyId and AccessKeySecret"));
    }

    public bool Renew(OssCredentials refused) => _answered is IRenewableCredentials renewable && renewable.Renew(refused);

    /// <summary>Returns the provider in use.</summary>
    public override string ToString() => $"default chain ({(Origin is { } origin ? $"using {origin}" : "no credentials yet")})";
}
