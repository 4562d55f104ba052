namespace LogAppendSink.Credentials;

/// <summary>
/// Asks one provider after another, the first time, and from then on the one that answered. Thread-safe.
/// </summary>
/// <remarks>
/// Only a link at which nothing is set up is passed over. One that is set up and fails (STS is away, say) ends the search: those behind
/// it are somebody else, and requests that are signed as such for the rest of the process's life help nobody.
/// </remarks>
internal sealed class CredentialChain(IReadOnlyList<ICredentialsProvider> links) : ICredentialsProvider, IRenewableCredentials
{
    private volatile ICredentialsProvider? _answered;
    private volatile string? _origin;

    /// <summary>Where the credentials come from, once some have.</summary>
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
                // It was taken away: a variable unset, a file deleted.
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
            + (skipped == 0 ? "nobody else has any: " : "the first other place that is set up fails: ")
            + string.Join("; ", reasons.Select((reason, index) => $"({index + 1}) {reason}"))
            + (skipped == 0 ? ". Set AccessKeyId and AccessKeySecret, or set up one of these" : ". Mend the last of these, or set AccessKeyId and AccessKeySecret"));
    }

    public bool Renew(OssCredentials refused) => _answered is IRenewableCredentials renewable && renewable.Renew(refused);

    /// <summary>Says who answered.</summary>
    public override string ToString() => $"default chain ({(Origin is { } origin ? $"answered by {origin}" : "nobody has answered yet")})";
}
