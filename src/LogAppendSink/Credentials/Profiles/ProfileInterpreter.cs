using System.Globalization;

namespace LogAppendSink.Credentials.Profiles;

/// <summary>Makes a provider of a profile: a key, or what its mode says.</summary>
internal sealed class ProfileInterpreter(CredentialSources sources, IReadOnlyList<ProfileSection> sections)
{
    /// <summary>A profile may name another that may take on its role, and so on; not for ever.</summary>
    private const int ChainMax = 5;

    /// <exception cref="FormatException">Something is missing, or of a kind that this library does not know.</exception>
    internal ICredentialsProvider Provider(ProfileSection profile, int depth = 0)
    {
        // The CLI says "mode", the SDKs' file "type"; ossutil says either or nothing.
        var mode = profile.Value("mode", "type") ?? (profile.Value("ststoken", "securitytoken") is null ? "AK" : "StsToken");
        return ProfileSection.Plain(mode) switch
        {
            "ak" or "accesskey" => Key(profile, withToken: false),
            "ststoken" or "sts" => Key(profile, withToken: true),
            "ramrolearn" => sources.AssumeRole(Key(profile, withToken: true), Role(profile)),
            "chainableramrolearn" => sources.AssumeRole(SourceOf(profile, depth), Role(profile)),
            "ecsramrole" => sources.FromInstanceRole(profile.Value("ramrolename", "rolename", "ecsrolename")),
            "oidc" or "oidcrolearn" => sources.FromOidc(new OidcRole(
                Role(profile), Needed(profile, "oidc_provider_arn", "oidcproviderarn"), Needed(profile, "oidc_token_file", "oidctokenfile", "oidctokenfilepath"))),
            "credentialsuri" => sources.FromUri(Needed(profile, "credentials_uri", "credentialsuri")),
            _ => throw new FormatException(
                $"its mode '{mode}' is not supported; use AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC or CredentialsURI"),
        };
    }

    private static FixedCredentials Key(ProfileSection profile, bool withToken)
    {
        var (id, secret) = (Needed(profile, "access_key_id", "accesskeyid"), Needed(profile, "access_key_secret", "accesskeysecret"));
        var token = withToken ? profile.Value("ststoken", "securitytoken") : null;
        return OssCredentials.Fault(id, secret, token) is { } fault
            ? throw new FormatException(fault)
            : new FixedCredentials(new OssCredentials(id, secret, token));
    }

    private ICredentialsProvider SourceOf(ProfileSection profile, int depth)
    {
        var name = Needed(profile, "source_profile", "sourceprofile");
        if (depth == ChainMax)
            throw new FormatException($"more than {ChainMax} profiles stand behind one another as source_profile");
        return Provider(ProfileFile.Find(sections, name) ?? throw new FormatException($"its source_profile '{name}' is not there"), depth + 1);
    }

    private static AssumedRole Role(ProfileSection profile)
    {
        var plain = new AssumedRole { RoleArn = Needed(profile, "ram_role_arn", "ramrolearn", "rolearn") };
        var seconds = profile.Value("expiredseconds", "tokentimeout", "durationseconds");
        var role = new AssumedRole
        {
            RoleArn = plain.RoleArn,
            SessionName = profile.Value("ramsessionname", "rolesessionname") ?? plain.SessionName,
            Duration = seconds is null ? plain.Duration
                : int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? (count == 0 ? plain.Duration : TimeSpan.FromSeconds(count))
                : throw new FormatException("its expired_seconds is no number"),
            Policy = profile.Value("policy"),
            ExternalId = profile.Value("externalid"),
            StsEndpoint = StsVariables.StsEndpointOf(profile.Value("stsregion"), VariableText.IsTrue(profile.Value("enablevpc"))),
        };
        return role.Fault() is { } fault ? throw new FormatException(fault) : role;
    }

    /// <param name="profile">The profile.</param>
    /// <param name="name">As the CLI spells it, for messages.</param>
    /// <param name="plainNames">What it may be called.</param>
    private static string Needed(ProfileSection profile, string name, params ReadOnlySpan<string> plainNames) =>
        profile.Value(plainNames) ?? throw new FormatException($"its {name} is not set");
}
