using System.Text.RegularExpressions;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>What the settings of an endpoint of RGW must satisfy, and what they come to.</summary>
internal static partial class RgwEndpoint
{
    /// <summary>RGW accepts signatures for any region; this is the one that S3 tools sign for when nobody says another.</summary>
    private const string DefaultRegion = "us-east-1";

    internal static StoreEndpoint Create(OssAppendOptions options)
    {
        var uri = StoreEndpoint.Parse(options.Endpoint!)!; // Errors() has been asked before, and it refuses what cannot be parsed.
        var bucket = options.Bucket!; // As above.
        var isPathStyle = options.BucketAddressing != BucketAddressing.VirtualHosted;
        var isRegionSet = !string.IsNullOrWhiteSpace(options.Region);
        return new StoreEndpoint(
            uri.Scheme,
            isPathStyle ? uri.Authority : $"{bucket}.{uri.Authority}",
            isPathStyle,
            bucket,
            isRegionSet ? options.Region!.Trim() : DefaultRegion) // As above.
        {
            IsLoopback = uri.IsLoopback,
            StoreName = uri.Authority.ToLowerInvariant(),
            IsRegionSet = isRegionSet,
        };
    }

    internal static IEnumerable<string> Errors(OssAppendOptions options)
    {
        const string addressing = nameof(options.BucketAddressing);
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            yield return $"{nameof(options.Endpoint)} is not set; set it to the gateway's address, e.g. 'https://rgw.example.com:7480'.";
        else if (StoreEndpoint.Parse(options.Endpoint) is not { } uri)
            yield return $"{nameof(options.Endpoint)} is '{StoreEndpoint.WithoutSecrets(options.Endpoint)}'; set a host, or http:// or https:// and a host, with neither path nor query nor user, e.g. 'https://rgw.example.com:7480'.";
        else if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !options.AllowUnencryptedEndpoint)
            yield return $"{nameof(options.Endpoint)} is '{options.Endpoint}', which sends logs unencrypted; use https, or set {nameof(options.AllowUnencryptedEndpoint)} to true.";
        else if (options.BucketAddressing == BucketAddressing.VirtualHosted && StoreEndpoint.IsAddress(uri.Host))
            yield return $"{addressing} is VirtualHosted and {nameof(options.Endpoint)} is '{options.Endpoint}', an address, which names no bucket; leave {addressing} out.";

        if (options.BucketAddressing == BucketAddressing.CustomDomain)
            yield return $"{addressing} is CustomDomain, which {nameof(StoreKind.CephRgw)} does not know; leave it out for Path, or set VirtualHosted.";
        if (!string.IsNullOrWhiteSpace(options.Region) && !RegionPattern().IsMatch(options.Region.Trim()))
            yield return $"{nameof(options.Region)} is '{options.Region}'; set an id of letters, digits, '-' and '_', or leave it out: the gateway takes any.";
        if (string.IsNullOrWhiteSpace(options.Bucket))
            yield return $"{nameof(options.Bucket)} is not set; set the name of an existing bucket.";
        else if (!BucketPattern().IsMatch(options.Bucket))
            yield return $"{nameof(options.Bucket)} is '{options.Bucket}'; a bucket's name has 3 to 255 letters, digits, '.', '-' and '_', and begins with a letter or digit.";
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    // Looser than S3, as RGW is by default (rgw_relaxed_s3_bucket_names is off, but older buckets have such names).
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{2,254}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketPattern();
}
