using System.Text.RegularExpressions;
using static LogAppendSink.Credentials.VariableText;

namespace LogAppendSink.Credentials;

/// <summary>The environment variables with which Alibaba Cloud's credentials libraries define roles.</summary>
internal static partial class StsVariables
{
    internal const string RoleArn = "ALIBABA_CLOUD_ROLE_ARN";
    internal const string SessionName = "ALIBABA_CLOUD_ROLE_SESSION_NAME";
    internal const string OidcProviderArn = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
    internal const string OidcTokenFile = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";
    internal const string StsRegion = "ALIBABA_CLOUD_STS_REGION";
    internal const string VpcEndpointEnabled = "ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED";

    internal static AssumedRole RoleIn(Func<string, string?> environment, string roleArn)
    {
        var plain = new AssumedRole { RoleArn = roleArn };
        return new AssumedRole
        {
            RoleArn = roleArn.Trim(),
            SessionName = NonEmpty(environment(SessionName)) ?? plain.SessionName,
            StsEndpoint = StsEndpointOf(NonEmpty(environment(StsRegion)), IsTrue(environment(VpcEndpointEnabled))),
        };
    }

    /// <exception cref="CredentialsUnavailableException">Variables are missing; the message names them.</exception>
    internal static OidcRole OidcRoleIn(Func<string, string?> environment)
    {
        string[] needed = [RoleArn, OidcProviderArn, OidcTokenFile];
        var missing = needed.Where(name => NonEmpty(environment(name)) is null).ToList();
        if (missing.Count > 0)
            throw new CredentialsUnavailableException(
                $"{string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} not set")
            { LetsNextAnswer = true };
        // Not missing.
        return new OidcRole(
            RoleIn(environment, environment(RoleArn)!), environment(OidcProviderArn)!.Trim(), environment(OidcTokenFile)!.Trim());
    }

    /// <summary>Returns the STS host of a region, or the central one.</summary>
    /// <exception cref="CredentialsUnavailableException">The region is invalid.</exception>
    internal static string StsEndpointOf(string? region, bool isVpc)
    {
        if (region is null)
            return new AssumedRole { RoleArn = "" }.StsEndpoint;
        if (!RegionPattern().IsMatch(region))
            throw new CredentialsUnavailableException($"the STS region '{region}' is invalid; set a region id, e.g. 'cn-hangzhou'");
        return $"sts{(isVpc ? "-vpc" : "")}.{region}.aliyuncs.com";
    }

    [GeneratedRegex("^[a-z0-9-]{1,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();
}
