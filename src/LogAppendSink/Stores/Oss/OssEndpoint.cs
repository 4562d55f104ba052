using System.Text.RegularExpressions;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>What the settings of an endpoint of OSS must satisfy, and what they come to.</summary>
internal static partial class OssEndpoint
{
    internal static StoreEndpoint Create(OssAppendOptions options)
    {
        var uri = StoreEndpoint.Parse(options.Endpoint!)!; // Errors() has been asked before, and it refuses what cannot be parsed.
        var addressing = AddressingOf(uri.Host, options.BucketAddressing);
        var bucket = options.Bucket!; // As above.
        return new StoreEndpoint(
            uri.Scheme,
            addressing == BucketAddressing.VirtualHosted ? $"{bucket}.{uri.Authority}" : uri.Authority,
            addressing == BucketAddressing.Path,
            bucket,
            NonEmpty(options.Region) ?? RegionOf(uri.Host))
        {
            IsLoopback = uri.IsLoopback,
            StoreName = IsOfficial(uri.Host) ? OfficialDomain : uri.Authority.ToLowerInvariant(), // No two buckets of OSS have one name.
            IsRegionSet = NonEmpty(options.Region) is not null,
            MayBeCustomDomain = addressing == BucketAddressing.VirtualHosted && !IsOfficial(uri.Host),
            SignatureVersion = options.SignatureVersion,
        };
    }

    internal static IAddressSigner NewSigner(StoreEndpoint endpoint) => endpoint.SignatureVersion == OssSignatureVersion.V1
        ? new OssV1Signer()
        : new OssV4Signer(endpoint.Region!); // Errors() has asked for it where this version is used.

    internal static IEnumerable<string> Errors(OssAppendOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            yield return $"{nameof(options.Endpoint)} is not set; set it, e.g. to 'oss-cn-hangzhou.aliyuncs.com'.";
        else if (StoreEndpoint.Parse(options.Endpoint) is not { } uri)
            yield return $"{nameof(options.Endpoint)} is '{StoreEndpoint.WithoutSecrets(options.Endpoint)}'; set a host, or http:// or https:// and a host, with neither path nor query nor user, e.g. 'oss-cn-hangzhou.aliyuncs.com'.";
        else
        {
            if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !options.AllowUnencryptedEndpoint)
                yield return $"{nameof(options.Endpoint)} is '{options.Endpoint}', which sends logs unencrypted; use https, or set {nameof(options.AllowUnencryptedEndpoint)} to true.";
            if (options.SignatureVersion == OssSignatureVersion.V4 && NonEmpty(options.Region) is null && RegionOf(uri.Host) is null)
                yield return $"{nameof(options.Region)} is not set and cannot be told from {nameof(options.Endpoint)} '{options.Endpoint}'; set it, e.g. to 'cn-hangzhou'.";
            if (options.Bucket is { Length: > 0 } bucket && IsOfficial(uri.Host) && uri.Host.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase))
                yield return $"{nameof(options.Endpoint)} '{options.Endpoint}' contains the bucket '{bucket}'; leave it out, it is added to each request.";
            foreach (var error in AddressingErrors(options, uri.Host))
                yield return error;
        }

        if (NonEmpty(options.Region) is { } region && !RegionPattern().IsMatch(region))
            yield return $"{nameof(options.Region)} is '{region}'; set a region id of lower-case letters, digits and hyphens without 'oss-', e.g. 'cn-hangzhou'.";

        if (string.IsNullOrWhiteSpace(options.Bucket))
            yield return $"{nameof(options.Bucket)} is not set; set the name of an existing bucket.";
        else if (!BucketPattern().IsMatch(options.Bucket))
            yield return $"{nameof(options.Bucket)} is '{options.Bucket}'; a bucket's name has 3 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.";
    }

    private static IEnumerable<string> AddressingErrors(OssAppendOptions options, string host)
    {
        const string name = nameof(options.BucketAddressing);
        if (options.BucketAddressing == BucketAddressing.Path && IsOfficial(host))
            yield return $"{name} is Path and {nameof(options.Endpoint)} is '{options.Endpoint}', which refuses it (SecondLevelDomainForbidden); leave {name} out.";
        if (options.BucketAddressing == BucketAddressing.CustomDomain && IsOfficial(host))
            yield return $"{name} is CustomDomain and {nameof(options.Endpoint)} is '{options.Endpoint}', which is OSS's own; set the domain that is bound to the bucket, or leave {name} out.";
        if (options.BucketAddressing is BucketAddressing.CustomDomain or BucketAddressing.VirtualHosted && StoreEndpoint.IsAddress(host))
            yield return $"{name} is {options.BucketAddressing} and {nameof(options.Endpoint)} is '{options.Endpoint}', an address, which names no bucket; leave {name} out.";
    }

    /// <summary>
    /// IP addresses have no sub-domains, and <c>bucket.localhost</c> resolves on some systems only; public endpoints on the
    /// other hand answer path style with 403 <c>SecondLevelDomainForbidden</c>.
    /// </summary>
    private static BucketAddressing AddressingOf(string host, BucketAddressing asked)
    {
        if (asked != BucketAddressing.Automatic)
            return asked;
        return StoreEndpoint.IsAddress(host) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? BucketAddressing.Path : BucketAddressing.VirtualHosted;
    }

    private const string OfficialDomain = "aliyuncs.com";

    private static bool IsOfficial(string host) => host.EndsWith("." + OfficialDomain, StringComparison.OrdinalIgnoreCase);

    /// <summary>The region that an endpoint's name tells; null where it tells none.</summary>
    internal static string? RegionOf(string host)
    {
        if (host.StartsWith("oss-accelerate", StringComparison.OrdinalIgnoreCase))
            return null; // Acceleration endpoints serve every region.

        var match = PublicEndpointPattern().Match(host);
        if (!match.Success)
            match = DualStackEndpointPattern().Match(host);
        return match.Success ? match.Groups["region"].Value.ToLowerInvariant() : null;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^oss-(?<region>[^.]+?)(-internal)?\\.aliyuncs\\.com$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PublicEndpointPattern();

    [GeneratedRegex("^(?<region>[^.]+)\\.oss\\.aliyuncs\\.com$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DualStackEndpointPattern();

    [GeneratedRegex("^(?!oss-)[a-z0-9][a-z0-9-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketPattern();
}
