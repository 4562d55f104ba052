using System.Globalization;

namespace LogAppendSink.Credentials.Profiles;

/// <summary>Creates the provider of a profile: its key, or what its mode specifies.</summary>
internal sealed class ProfileInterpreter(CredentialSources sources, IReadOnlyList<ProfileSection> sections)
{
    /// <summary>Limits how many profiles can refer to each other as source_profile.</summary>
    private const int ChainMax = 5;

    /// <exception cref="FormatException">A value is missing, or the mode is unknown.</exception>
    internal ICredentialsProvider Provider(ProfileSection profile, int depth = 0)
    {
        // The CLI writes "mode", the SDKs "type"; ossutil writes either or none.
        var mode = profile.Value("mode", "type") ?? (profile.Value("ststoken", "securitytoken") is null ? "AK" : "StsToken");
        return ProfileSection.Plain(mode) switch
        {
            "ak" or "accesskey" => Key(profile, withToken: false),
            "ststoken" or "sts" => Key(profile, withToken: true),
            "ramrolearn" => sources.AssumeRole(Key(profile, withToken: true), Role(profile)),
            "chainableramrolearn" => sources.AssumeRole(SourceOf(profile, depth), Role(profile)),
            "ecsramrole" => sources.FromInstanceRole(profile.Value("ramrolename", "rolename", "ecsrolename")),
            "oidc" or "oidcrolearn" => sources.FromOidc(new OidcRole(
                Role(profile),
                Needed(profile, "oidc_provider_arn", "oidcproviderarn"),
                Needed(profile, "oidc_token_file", "oidctokenfile", "oidctokenfilepath"))),
            "credentialsuri" => sources.FromUri(Needed(profile, "credentials_uri", "credentialsuri")),
            _ => throw new FormatException(
                $"its mode '{mode}' is not supported; "
                + "use AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC or CredentialsURI"),
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
            throw new FormatException($"more than {ChainMax} profiles refer to each other as source_profile");
        return Provider(
            ProfileFile.Find(sections, name) ?? throw new FormatException($"its source_profile '{name}' does not exist"), depth + 1);
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
                : int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? (count == 0 ? plain.Duration : TimeSpan.FromSeconds(count))
                : throw new FormatException("its expired_seconds is not a number"),
            Policy = profile.Value("policy"),
            ExternalId = profile.Value("externalid"),
            StsEndpoint = StsVariables.StsEndpointOf(profile.Value("stsregion"), VariableText.IsTrue(profile.Value("enablevpc"))),
        };
        return role.Fault() is { } fault ? throw new FormatException(fault) : role;
    }

    /// <param name="profile">The profile.</param>
    /// <param name="name">The name as the CLI spells it, for messages.</param>
    /// <param name="plainNames">The accepted spellings.</param>
    private static string Needed(ProfileSection profile, string name, params ReadOnlySpan<string> plainNames) =>
        profile.Value(plainNames) ?? throw new FormatException($"its {name} is not set");
}
