using System.Text.RegularExpressions;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The names under which the service is reached: <c>oss-cn-hangzhou.aliyuncs.com</c>, <c>oss-cn-hangzhou-internal.aliyuncs.com</c>,
/// <c>cn-hangzhou.oss.aliyuncs.com</c>, each alone or behind the name of a bucket, and the acceleration endpoints of no region.
/// </summary>
internal static partial class PublicEndpoint
{
    /// <summary>Whether it is such a name, without a bucket.</summary>
    public static bool IsService(string host) => Pattern().Match(host) is { Success: true } match && !match.Groups["bucket"].Success;

    /// <summary>The region a name belongs to, or null when it tells none.</summary>
    public static string? RegionOf(string host)
    {
        var region = Pattern().Match(host).Groups["region"].Value.ToLowerInvariant();
        return region.Length == 0 || region.StartsWith("accelerate", StringComparison.Ordinal) ? null : region;
    }

    [GeneratedRegex(
        @"^((?<bucket>[a-z0-9-]+)\.)?(oss-(?<region>[a-z0-9-]+?)(-internal)?|(?<region>[a-z0-9-]+)\.oss)\.aliyuncs\.com$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
