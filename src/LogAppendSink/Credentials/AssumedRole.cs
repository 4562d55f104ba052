using System.Text.RegularExpressions;

namespace LogAppendSink.Credentials;

/// <summary>A RAM role to assume through STS, with its parameters (STS API reference, AssumeRole).</summary>
public sealed partial class AssumedRole
{
    /// <summary>The ARN of the role, e.g. <c>acs:ram::1234567890123456:role/log-writer</c>.</summary>
    public required string RoleArn { get; init; }

    /// <summary>The session name shown in ActionTrail. Default: <c>logappendsink</c>. 2 to 64 letters, digits and <c>. @ - _</c>.</summary>
    public string SessionName { get; init; } = "logappendsink";

    /// <summary>The lifetime of each set of credentials. Default: 1 h. Range: 15 min to the role's limit, 12 h at most.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A RAM policy, as JSON, that further restricts the role. Default: null.</summary>
    public string? Policy { get; init; }

    /// <summary>The external id that the role's trust policy requires. Default: null. Not for OIDC.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// The STS endpoint, e.g. <c>sts-vpc.cn-hangzhou.aliyuncs.com</c> inside a VPC. Default: <c>sts.aliyuncs.com</c>. Must be https, except
    /// for loopback.
    /// </summary>
    public string StsEndpoint { get; init; } = "sts.aliyuncs.com";

    /// <summary>Returns the role's ARN.</summary>
    public override string ToString() => RoleArn;

    /// <summary>Returns the error in the settings; null if they are valid.</summary>
    internal string? Fault()
    {
        if (string.IsNullOrWhiteSpace(RoleArn))
            return "RoleArn is not set; set the role's ARN, e.g. 'acs:ram::1234567890123456:role/log-writer'";
        if (!SessionNamePattern().IsMatch(SessionName))
            return $"SessionName is '{SessionName}'; use 2 to 64 letters, digits and '.', '@', '-', '_'";
        if (Duration < TimeSpan.FromMinutes(15) || Duration > TimeSpan.FromHours(12))
            return $"Duration is {Duration:c}; set it from 00:15:00 to 12:00:00";
        return StsAddress() is null
            ? $"StsEndpoint is '{StsEndpoint}'; set a host without path or query, by https unless it is loopback, "
                + "e.g. 'sts.cn-hangzhou.aliyuncs.com'"
            : null;
    }

    /// <summary>Returns the address of the STS endpoint; null if it is invalid or not secure.</summary>
    internal Uri? StsAddress() =>
        Uri.TryCreate(
            StsEndpoint.Contains("://", StringComparison.Ordinal)
                ? StsEndpoint
                : $"https://{StsEndpoint}", UriKind.Absolute, out var address)
        && address is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;

    [GeneratedRegex("^[A-Za-z0-9.@_-]{2,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionNamePattern();
}
