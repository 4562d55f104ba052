using LogAppendSink.Credentials.Profiles;

namespace LogAppendSink.Credentials;

/// <summary>
/// Providers for <see cref="OssAppendOptions.Credentials"/>. Each asks for nothing before the first request, keeps what it gets, and
/// asks again in the background before that expires.
/// </summary>
public static class CredentialsProvider
{
    /// <summary>
    /// What the pipeline uses where nothing is set: environment variables, then the profile files <c>~/.aliyun/config.json</c>,
    /// <c>~/.alibabacloud/credentials</c> and <c>~/.ossutilconfig</c>, then OIDC, the ECS instance role, and a credentials URI. The first
    /// at which something is set up answers, from then on; printing the provider says which.
    /// </summary>
    /// <param name="handler">Sends requests to STS, in place of our own; the caller disposes it.</param>
    public static ICredentialsProvider Default(HttpMessageHandler? handler = null) => CredentialSources.OfThisProcess(handler).DefaultChain();

    /// <summary>The same access key for ever.</summary>
    public static ICredentialsProvider FromKey(string accessKeyId, string accessKeySecret, string? securityToken = null) =>
        new FixedCredentials(new OssCredentials(accessKeyId, accessKeySecret, securityToken));

    /// <summary>The application's own code, e.g. a call to a token server of yours.</summary>
    /// <param name="callback">
    /// Called from the thread pool, once at a time: in the last fifth of a lifetime (<see cref="OssCredentials.ExpiresAt"/>; 15 minutes at
    /// most), and every 5 minutes where there is no end. It gets 30 s. Of what it throws only the type is
    /// told, as the words might hold a secret; throw <see cref="CredentialsUnavailableException"/> to have the message told.
    /// </param>
    public static ICredentialsProvider FromCallback(Func<CancellationToken, ValueTask<OssCredentials>> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return CredentialSources.OfThisProcess().Refreshed(new CallbackSource(callback));
    }

    /// <summary>
    /// <c>OSS_ACCESS_KEY_ID</c>, <c>OSS_ACCESS_KEY_SECRET</c>, <c>OSS_SESSION_TOKEN</c>, else <c>ALIBABA_CLOUD_ACCESS_KEY_ID</c>,
    /// <c>ALIBABA_CLOUD_ACCESS_KEY_SECRET</c>, <c>ALIBABA_CLOUD_SECURITY_TOKEN</c> and, to take on a role, <c>ALIBABA_CLOUD_ROLE_ARN</c>.
    /// </summary>
    public static ICredentialsProvider FromEnvironment() => CredentialSources.OfThisProcess().FromEnvironment();

    /// <summary>
    /// A profile of a file: <c>config.json</c> of Alibaba Cloud CLI, <c>credentials</c> of its SDKs, or <c>.ossutilconfig</c>. It is looked at
    /// again every 5 s while requests are sent, so a key that is replaced in it is used soon after.
    /// </summary>
    /// <param name="path">The file; one that ends in <c>.json</c> is the CLI's.</param>
    /// <param name="profile">The profile's name. Default: null, the file's own default.</param>
    public static ICredentialsProvider FromProfile(string path, string? profile = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new ProfileCredentials(ProfileFile.At(path, profile), CredentialSources.OfThisProcess());
    }

    /// <summary>The RAM role of the ECS instance, from its metadata service (hardened mode first).</summary>
    /// <param name="roleName">The role. Default: null, <c>ALIBABA_CLOUD_ECS_METADATA</c>, or else what the service says.</param>
    public static ICredentialsProvider FromInstanceRole(string? roleName = null) => CredentialSources.OfThisProcess().FromInstanceRole(roleName);

    /// <summary>A role, taken on with the token of an identity provider (RRSA), as <c>ALIBABA_CLOUD_ROLE_ARN</c>,
    /// <c>ALIBABA_CLOUD_OIDC_PROVIDER_ARN</c> and <c>ALIBABA_CLOUD_OIDC_TOKEN_FILE</c> say.</summary>
    /// <param name="handler">Sends the requests to STS, in place of our own; the caller disposes it.</param>
    public static ICredentialsProvider FromOidc(HttpMessageHandler? handler = null) => CredentialSources.OfThisProcess(handler).FromOidc();

    /// <summary>A role, taken on with the token of an identity provider.</summary>
    /// <param name="role">The role.</param>
    /// <param name="providerArn">The identity provider's ARN.</param>
    /// <param name="tokenFile">Where its token is; read anew each time.</param>
    /// <param name="handler">Sends the requests to STS, in place of our own; the caller disposes it.</param>
    /// <exception cref="ArgumentException">The role's settings cannot work.</exception>
    public static ICredentialsProvider FromOidc(AssumedRole role, string providerArn, string tokenFile, HttpMessageHandler? handler = null)
    {
        ThrowIfBroken(role);
        ArgumentException.ThrowIfNullOrWhiteSpace(providerArn);
        ArgumentException.ThrowIfNullOrWhiteSpace(tokenFile);
        return CredentialSources.OfThisProcess(handler).FromOidc(new OidcRole(role, providerArn, tokenFile));
    }

    /// <summary>A role, taken on through STS.</summary>
    /// <param name="caller">Who may take it on (<c>sts:AssumeRole</c>).</param>
    /// <param name="role">The role.</param>
    /// <param name="handler">Sends the requests to STS, in place of our own; the caller disposes it.</param>
    /// <exception cref="ArgumentException">The role's settings cannot work.</exception>
    public static ICredentialsProvider AssumeRole(ICredentialsProvider caller, AssumedRole role, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ThrowIfBroken(role);
        return CredentialSources.OfThisProcess(handler).AssumeRole(caller, role);
    }

    /// <summary>An address that answers as the metadata service does: <c>{"Code":"Success","AccessKeyId":…,"Expiration":…}</c>.</summary>
    /// <param name="address">Http or https. Default: null, <c>ALIBABA_CLOUD_CREDENTIALS_URI</c>.</param>
    /// <param name="handler">Sends the requests, but to this machine, in place of our own; the caller disposes it.</param>
    public static ICredentialsProvider FromUri(Uri? address = null, HttpMessageHandler? handler = null) =>
        CredentialSources.OfThisProcess(handler).FromUri(address?.OriginalString);

    private static void ThrowIfBroken(AssumedRole role)
    {
        ArgumentNullException.ThrowIfNull(role);
        if (role.Fault() is { } fault)
            throw new ArgumentException($"{fault}.", nameof(role));
    }
}
