using System.Text.RegularExpressions;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The public host names of OSS: <c>oss-cn-hangzhou.aliyuncs.com</c>, <c>oss-cn-hangzhou-internal.aliyuncs.com</c>,
/// <c>cn-hangzhou.oss.aliyuncs.com</c>, each alone or with a bucket as prefix, and the acceleration endpoints, which have no region.
/// </summary>
internal static partial class PublicEndpoint
{
    /// <summary>Whether a host is a public endpoint without a bucket.</summary>
    public static bool IsService(string host) => Pattern().Match(host) is { Success: true } match && !match.Groups["bucket"].Success;

    /// <summary>Returns the region of a host name, or null if it has none.</summary>
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
