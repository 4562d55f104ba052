using System.Text.RegularExpressions;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>Checks the endpoint settings of RGW and computes the endpoint from them.</summary>
internal static partial class RgwEndpoint
{
    /// <summary>RGW accepts signatures for any region. This is the usual default of S3 tools.</summary>
    private const string DefaultRegion = "us-east-1";

    internal static StoreEndpoint Create(OssAppendOptions options)
    {
        var uri = StoreEndpoint.Parse(options.Endpoint!)!; // Not null: Errors() has checked it.
        var bucket = options.Bucket!; // Not null: Errors() has checked it.
        var isPathStyle = options.BucketAddressing != BucketAddressing.VirtualHosted;
        var isRegionSet = !string.IsNullOrWhiteSpace(options.Region);
        return new StoreEndpoint(
            uri.Scheme,
            isPathStyle ? uri.Authority : $"{bucket}.{uri.Authority}",
            isPathStyle,
            bucket,
            isRegionSet ? options.Region!.Trim() : DefaultRegion) // Not null: isRegionSet checks it.
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
            yield return $"{nameof(options.Endpoint)} is '{StoreEndpoint.WithoutSecrets(options.Endpoint)}'; "
                + "set a host, optionally with http:// or https://, but without path, query or user, e.g. 'https://rgw.example.com:7480'.";
        else if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback && !options.AllowUnencryptedEndpoint)
            yield return $"{nameof(options.Endpoint)} is '{options.Endpoint}', which sends logs unencrypted; "
                + $"use https, or set {nameof(options.AllowUnencryptedEndpoint)} to true.";
        else if (options.BucketAddressing == BucketAddressing.VirtualHosted && StoreEndpoint.IsAddress(uri.Host))
            yield return $"{addressing} is VirtualHosted and {nameof(options.Endpoint)} is '{options.Endpoint}', an IP address, "
                + $"which cannot contain the bucket's name; remove {addressing}.";

        if (options.BucketAddressing == BucketAddressing.CustomDomain)
            yield return $"{addressing} is CustomDomain, which {nameof(StoreKind.CephRgw)} does not support; "
                + "remove it to use Path, or set VirtualHosted.";
        if (!string.IsNullOrWhiteSpace(options.Region) && !RegionPattern().IsMatch(options.Region.Trim()))
            yield return $"{nameof(options.Region)} is '{options.Region}'; use letters, digits, '-' and '_', or remove it: "
                + "the gateway accepts any region.";
        if (string.IsNullOrWhiteSpace(options.Bucket))
            yield return $"{nameof(options.Bucket)} is not set; set the name of an existing bucket.";
        else if (!BucketPattern().IsMatch(options.Bucket))
            yield return $"{nameof(options.Bucket)} is '{options.Bucket}'; use 3 to 255 letters, digits, '.', '-' and '_'; "
                + "the first character must be a letter or digit.";
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex RegionPattern();

    // Less strict than S3: rgw_relaxed_s3_bucket_names is off by default, but older buckets have such names.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{2,254}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketPattern();
}
