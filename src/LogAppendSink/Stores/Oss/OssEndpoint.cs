using System.Text.RegularExpressions;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>Checks the endpoint settings of OSS and computes the endpoint from them.</summary>
internal static partial class OssEndpoint
{
    internal static StoreEndpoint Create(OssAppendOptions options)
    {
        var uri = StoreEndpoint.Parse(options.Endpoint!)!; // Not null: Errors() has checked it.
        var addressing = AddressingOf(uri.Host, options.BucketAddressing);
        var bucket = options.Bucket!; // Not null: Errors() has checked it.
        return new StoreEndpoint(
            uri.Scheme,
            addressing == BucketAddressing.VirtualHosted ? $"{bucket}.{uri.Authority}" : uri.Authority,
            addressing == BucketAddressing.Path,
            bucket,
            NonEmpty(options.Region) ?? RegionOf(uri.Host))
        {
            IsLoopback = uri.IsLoopback,
            StoreName = IsOfficial(uri.Host) ? OfficialDomain : uri.Authority.ToLowerInvariant(), // Bucket names are unique in all of OSS.
            IsRegionSet = NonEmpty(options.Region) is not null,
            MayBeCustomDomain = addressing == BucketAddressing.VirtualHosted && !IsOfficial(uri.Host),
            SignatureVersion = options.SignatureVersion,
        };
    }

    internal static IAddressSigner NewSigner(StoreEndpoint endpoint) => endpoint.SignatureVersion == OssSignatureVersion.V1
        ? new OssV1Signer()
        : new OssV4Signer(endpoint.Region!); // Not null: Errors() requires it for this version.

    internal static IEnumerable<string> Errors(OssAppendOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            yield return $"{nameof(options.Endpoint)} is not set; set it, e.g. to 'oss-cn-hangzhou.aliyuncs.com'.";
        else if (StoreEndpoint.Parse(options.Endpoint) is not { } uri)
            yield return $"{nameof(options.Endpoint)} is '{StoreEndpoint.WithoutSecrets(options.Endpoint)}'; "
                + "set a host, optionally with http:// or https://, but without path, query or user, e.g. 'oss-cn-hangzhou.aliyuncs.com'.";
        else
        {
            if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !options.AllowUnencryptedEndpoint)
                yield return $"{nameof(options.Endpoint)} is '{options.Endpoint}', which sends logs unencrypted; "
                    + $"use https, or set {nameof(options.AllowUnencryptedEndpoint)} to true.";
            if (options.SignatureVersion == OssSignatureVersion.V4 && NonEmpty(options.Region) is null && RegionOf(uri.Host) is null)
                yield return $"{nameof(options.Region)} is not set, "
                    + $"and {nameof(options.Endpoint)} '{options.Endpoint}' does not contain it; set it, e.g. to 'cn-hangzhou'.";
            if (options.Bucket is { Length: > 0 } bucket && IsOfficial(uri.Host)
                && uri.Host.StartsWith(bucket + ".", StringComparison.OrdinalIgnoreCase))
                yield return $"{nameof(options.Endpoint)} '{options.Endpoint}' contains the bucket '{bucket}'; "
                    + "remove it, because each request adds it.";
            foreach (var error in AddressingErrors(options, uri.Host))
                yield return error;
        }

        if (NonEmpty(options.Region) is { } region && !RegionPattern().IsMatch(region))
            yield return $"{nameof(options.Region)} is '{region}'; "
                + "set a region id of lower-case letters, digits and hyphens without 'oss-', e.g. 'cn-hangzhou'.";

        if (string.IsNullOrWhiteSpace(options.Bucket))
            yield return $"{nameof(options.Bucket)} is not set; set the name of an existing bucket.";
        else if (!BucketPattern().IsMatch(options.Bucket))
            yield return $"{nameof(options.Bucket)} is '{options.Bucket}'; use 3 to 63 lower-case letters, digits and hyphens; "
                + "the first and last character must be a letter or digit.";
    }

    private static IEnumerable<string> AddressingErrors(OssAppendOptions options, string host)
    {
        const string name = nameof(options.BucketAddressing);
        if (options.BucketAddressing == BucketAddressing.Path && IsOfficial(host))
            yield return $"{name} is Path and {nameof(options.Endpoint)} is '{options.Endpoint}', "
                + $"which refuses path-style requests (SecondLevelDomainForbidden); remove {name}.";
        if (options.BucketAddressing == BucketAddressing.CustomDomain && IsOfficial(host))
            yield return $"{name} is CustomDomain and {nameof(options.Endpoint)} is '{options.Endpoint}', which is not a custom domain; "
                + $"set the domain that is bound to the bucket, or remove {name}.";
        if (options.BucketAddressing is BucketAddressing.CustomDomain or BucketAddressing.VirtualHosted && StoreEndpoint.IsAddress(host))
            yield return $"{name} is {options.BucketAddressing} and {nameof(options.Endpoint)} is '{options.Endpoint}', an IP address, "
                + $"which cannot contain the bucket's name; remove {name}.";
    }

    /// <summary>
    /// Chooses path style for IP addresses, which have no sub-domains, and for <c>localhost</c>, because <c>bucket.localhost</c> resolves
    /// only on some systems. Public endpoints refuse path style with 403 <c>SecondLevelDomainForbidden</c>.
    /// </summary>
    private static BucketAddressing AddressingOf(string host, BucketAddressing asked)
    {
        if (asked != BucketAddressing.Automatic)
            return asked;
        return StoreEndpoint.IsAddress(host) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? BucketAddressing.Path
            : BucketAddressing.VirtualHosted;
    }

    private const string OfficialDomain = "aliyuncs.com";

    private static bool IsOfficial(string host) => host.EndsWith("." + OfficialDomain, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the region in an endpoint's name; null if the name has none.</summary>
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
