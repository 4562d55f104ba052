using System.Text.RegularExpressions;

namespace LogAppendSink.Credentials;

/// <summary>A RAM role to take on through STS, and on what terms (STS API reference, AssumeRole).</summary>
public sealed partial class AssumedRole
{
    /// <summary>The role, e.g. <c>acs:ram::1234567890123456:role/log-writer</c>.</summary>
    public required string RoleArn { get; init; }

    /// <summary>
    /// The name under which ActionTrail shows its deeds. Default: <c>logappendsink</c>. 2 to 64 letters, digits and <c>. @ - _</c>.
    /// </summary>
    public string SessionName { get; init; } = "logappendsink";

    /// <summary>How long each set of credentials lasts. Default: 1 h. Range: 15 min to the role's own limit, 12 h at most.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A RAM policy, as JSON, that limits the role further. Default: null.</summary>
    public string? Policy { get; init; }

    /// <summary>What the role's trust policy asks of strangers. Default: null. Not for OIDC.</summary>
    public string? ExternalId { get; init; }

    /// <summary>
    /// Where STS answers, e.g. <c>sts-vpc.cn-hangzhou.aliyuncs.com</c> from inside a VPC. Default: <c>sts.aliyuncs.com</c>. https unless it
    /// is loopback.
    /// </summary>
    public string StsEndpoint { get; init; } = "sts.aliyuncs.com";

    /// <summary>The role's ARN.</summary>
    public override string ToString() => RoleArn;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? Fault()
    {
        if (string.IsNullOrWhiteSpace(RoleArn))
            return "RoleArn is not set; set the role's ARN, e.g. 'acs:ram::1234567890123456:role/log-writer'";
        if (!SessionNamePattern().IsMatch(SessionName))
            return $"SessionName is '{SessionName}'; use 2 to 64 letters, digits and '.', '@', '-', '_'";
        if (Duration < TimeSpan.FromMinutes(15) || Duration > TimeSpan.FromHours(12))
            return $"Duration is {Duration:c}; set it from 00:15:00 to 12:00:00";
        return StsAddress() is null
            ? $"StsEndpoint is '{StsEndpoint}'; set a host without path or query, by https unless it is loopback, e.g. 'sts.cn-hangzhou.aliyuncs.com'"
            : null;
    }

    /// <summary>Null where it is no address that secrets may be sent to.</summary>
    internal Uri? StsAddress() =>
        Uri.TryCreate(StsEndpoint.Contains("://", StringComparison.Ordinal) ? StsEndpoint : $"https://{StsEndpoint}", UriKind.Absolute, out var address)
        && address is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? address
            : null;

    [GeneratedRegex("^[A-Za-z0-9.@_-]{2,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SessionNamePattern();
}
