using LogAppendSink.Credentials.Profiles;
using LogAppendSink.Threading;

namespace LogAppendSink.Credentials;

/// <summary>Creates credentials providers. Their environment is passed in, so that tests can replace it.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Http">The network.</param>
/// <param name="Environment">The environment variables.</param>
/// <param name="Home">The user's home directory; empty if unknown.</param>
internal sealed record CredentialSources(TimeProvider Time, CredentialHttp Http, Func<string, string?> Environment, string Home)
{
    /// <summary>The environment of this process.</summary>
    /// <param name="handler">Sends network requests; null for the default handler.</param>
    internal static CredentialSources OfThisProcess(HttpMessageHandler? handler = null) => new(
        TimerThread.Shared,
        new CredentialHttp(TimerThread.Shared, handler),
        System.Environment.GetEnvironmentVariable,
        System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile, System.Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The default order: environment, profile files, OIDC, instance role, credentials URI.</summary>
    internal CredentialChain DefaultChain() =>
        new(
        [
            FromEnvironment(),
            .. ProfileFile.Standard(this).Select(file => new ProfileCredentials(file, this)),
            FromOidc(),
            FromInstanceRole(),
            FromUri(),
        ]);

    internal EnvironmentCredentials FromEnvironment() => new(Environment, AssumeRole);

    internal ICredentialsProvider FromOidc(OidcRole? oidc = null) =>
        Refreshed(new OidcRoleSource(oidc is null ? () => StsVariables.OidcRoleIn(Environment) : () => oidc, new StsClient(Http, Time)));

    internal ICredentialsProvider FromInstanceRole(string? roleName = null) =>
        Refreshed(new InstanceRoleSource(Http, Time, Environment, roleName));

    internal ICredentialsProvider FromUri(string? address = null) =>
        Refreshed(new CredentialsUriSource(Http, Time, address is null ? () => Environment(CredentialsUriSource.Variable) : () => address));

    internal ICredentialsProvider AssumeRole(ICredentialsProvider caller, AssumedRole role) =>
        Refreshed(new AssumedRoleSource(caller, role, new StsClient(Http, Time)));

    internal RefreshingCredentials Refreshed(ICredentialSource source) => new(source, Time);
}
