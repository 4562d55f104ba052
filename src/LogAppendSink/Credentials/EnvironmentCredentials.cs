namespace LogAppendSink.Credentials;

/// <summary>
/// Credentials from environment variables, read at each request: the names of the OSS SDKs first, then those of
/// Alibaba Cloud's credentials libraries.
/// </summary>
internal sealed class EnvironmentCredentials(Func<string, string?> environment) : ICredentialsProvider
{
    private static readonly (string Id, string Secret, string Token)[] Names =
    [
        ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"),
    ];

    public ValueTask<OssCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
        Find() is { } found
            ? new(found)
            : ValueTask.FromException<OssCredentials>(new CredentialsUnavailableException(
                "No credentials: AccessKeyId and AccessKeySecret are not set, and neither are the environment variables "
                + string.Join(" or ", Names.Select(name => $"{name.Id} with {name.Secret}")) + "."));

    private OssCredentials? Find()
    {
        foreach (var (id, secret, token) in Names)
        {
            if (environment(id) is { Length: > 0 } idValue && environment(secret) is { Length: > 0 } secretValue)
                return new OssCredentials(idValue, secretValue, environment(token));
        }

        return null;
    }
}
