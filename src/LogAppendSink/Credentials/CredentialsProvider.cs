using LogAppendSink.Credentials.Profiles;

namespace LogAppendSink.Credentials;

/// <summary>
/// Creates providers for <see cref="OssAppendOptions.Credentials"/>. A provider sends no request before it is first used, caches its
/// credentials, and refreshes them in the background before they expire.
/// </summary>
public static class CredentialsProvider
{
    /// <summary>
    /// The default chain: environment variables, then the profile files <c>~/.aliyun/config.json</c>, <c>~/.alibabacloud/credentials</c>
    /// and <c>~/.ossutilconfig</c>, then OIDC, the ECS instance role, and a credentials URI. The first source that is set up is used from
    /// then on; the provider's text shows which one.
    /// </summary>
    /// <param name="handler">Sends requests to STS instead of the default handler; disposed by the caller.</param>
    public static ICredentialsProvider Default(HttpMessageHandler? handler = null) =>
        CredentialSources.OfThisProcess(handler).DefaultChain();

    /// <summary>A fixed access key.</summary>
    public static ICredentialsProvider FromKey(string accessKeyId, string accessKeySecret, string? securityToken = null) =>
        new FixedCredentials(new OssCredentials(accessKeyId, accessKeySecret, securityToken));

    /// <summary>Credentials from the application's code, e.g. from a token server.</summary>
    /// <param name="callback">
    /// Called on the thread pool, one call at a time: in the last fifth of the lifetime (<see cref="OssCredentials.ExpiresAt"/>; at most
    /// the last 15 minutes), and every 5 minutes without an expiry. The time limit is 30 s. If it throws, only the exception's type is
    /// reported, since the message might contain a secret; throw <see cref="CredentialsUnavailableException"/> to report the message.
    /// </param>
    public static ICredentialsProvider FromCallback(Func<CancellationToken, ValueTask<OssCredentials>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CredentialSources.OfThisProcess().Refreshed(new CallbackSource(callback));
    }

    /// <summary>
    /// Credentials from <c>OSS_ACCESS_KEY_ID</c>, <c>OSS_ACCESS_KEY_SECRET</c>, <c>OSS_SESSION_TOKEN</c>, or else from
    /// <c>ALIBABA_CLOUD_ACCESS_KEY_ID</c>, <c>ALIBABA_CLOUD_ACCESS_KEY_SECRET</c>, <c>ALIBABA_CLOUD_SECURITY_TOKEN</c> and, to assume a
    /// role, <c>ALIBABA_CLOUD_ROLE_ARN</c>.
    /// </summary>
    public static ICredentialsProvider FromEnvironment() => CredentialSources.OfThisProcess().FromEnvironment();

    /// <summary>
    /// A profile in a file: <c>config.json</c> of Alibaba Cloud CLI, <c>credentials</c> of its SDKs, or <c>.ossutilconfig</c>. While
    /// requests are sent, the file is read again every 5 s, so that a replaced key is used soon after.
    /// </summary>
    /// <param name="path">The file; a name that ends in <c>.json</c> means the CLI's format.</param>
    /// <param name="profile">The name of the profile. Default: null, the default profile of the file.</param>
    public static ICredentialsProvider FromProfile(string path, string? profile = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new ProfileCredentials(ProfileFile.At(path, profile), CredentialSources.OfThisProcess());
    }

    /// <summary>The RAM role of the ECS instance, from its metadata service (hardened mode first).</summary>
    /// <param name="roleName">The role. Default: null, <c>ALIBABA_CLOUD_ECS_METADATA</c>, or else the role reported by the service.</param>
    public static ICredentialsProvider FromInstanceRole(string? roleName = null) =>
        CredentialSources.OfThisProcess().FromInstanceRole(roleName);

    /// <summary>
    /// A role, assumed with the token of an identity provider (RRSA), as set in <c>ALIBABA_CLOUD_ROLE_ARN</c>,
    /// <c>ALIBABA_CLOUD_OIDC_PROVIDER_ARN</c> and <c>ALIBABA_CLOUD_OIDC_TOKEN_FILE</c>.
    /// </summary>
    /// <param name="handler">Sends requests to STS instead of the default handler; disposed by the caller.</param>
    public static ICredentialsProvider FromOidc(HttpMessageHandler? handler = null) => CredentialSources.OfThisProcess(handler).FromOidc();

    /// <summary>A role, assumed with the token of an identity provider.</summary>
    /// <param name="role">The role.</param>
    /// <param name="providerArn">The ARN of the identity provider.</param>
    /// <param name="tokenFile">The file with the token; read for each request to STS.</param>
    /// <param name="handler">Sends requests to STS instead of the default handler; disposed by the caller.</param>
    /// <exception cref="ArgumentException">The role's settings are invalid.</exception>
    public static ICredentialsProvider FromOidc(AssumedRole role, string providerArn, string tokenFile, HttpMessageHandler? handler = null)
    {
        ThrowIfBroken(role);
        ArgumentException.ThrowIfNullOrWhiteSpace(providerArn);
        ArgumentException.ThrowIfNullOrWhiteSpace(tokenFile);
        return CredentialSources.OfThisProcess(handler).FromOidc(new OidcRole(role, providerArn, tokenFile));
    }

    /// <summary>A role, assumed through STS.</summary>
    /// <param name="caller">The provider of the identity that may assume the role (<c>sts:AssumeRole</c>).</param>
    /// <param name="role">The role.</param>
    /// <param name="handler">Sends requests to STS instead of the default handler; disposed by the caller.</param>
    /// <exception cref="ArgumentException">The role's settings are invalid.</exception>
    public static ICredentialsProvider AssumeRole(ICredentialsProvider caller, AssumedRole role, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ThrowIfBroken(role);
        return CredentialSources.OfThisProcess(handler).AssumeRole(caller, role);
    }

    /// <summary>A URI that responds like the metadata service: <c>{"Code":"Success","AccessKeyId":…,"Expiration":…}</c>.</summary>
    /// <param name="address">An http or https address. Default: null, <c>ALIBABA_CLOUD_CREDENTIALS_URI</c>.</param>
    /// <param name="handler">Sends requests, except those to this machine, instead of the default handler; disposed by the caller.</param>
    public static ICredentialsProvider FromUri(Uri? address = null, HttpMessageHandler? handler = null) =>
        CredentialSources.OfThisProcess(handler).FromUri(address?.OriginalString);

    private static void ThrowIfBroken(AssumedRole role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (role.Fault() is { } fault)
            throw new ArgumentException($"{fault}.", nameof(role));
    }
}
