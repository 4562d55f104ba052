using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The bucket and key of a request. Path style (<c>/bucket/key</c>) if the Host is an IP address, <c>localhost</c> or a
/// single label. Otherwise the first label of the Host is the bucket, even on an IP connection: official SDKs send
/// <c>Host: bucket.oss-cn-hangzhou.aliyuncs.com</c> to an IP endpoint.
/// </summary>
/// <param name="Bucket">Null for a call to the service itself.</param>
/// <param name="Key">Null for a call to the bucket.</param>
/// <param name="RawResource"><c>/</c>, <c>/bucket/</c> or <c>/bucket/key</c>, the key still encoded as it was sent.</param>
internal sealed partial record ObjectAddress(string? Bucket, string? Key, string RawResource)
{
    /// <summary>Source: OSS developer guide, "Objects": 1 to 1,023 bytes of UTF-8.</summary>
    public const int KeyLimitBytes = 1023;

    /// <summary>The resource of the canonical request, encoded strictly.</summary>
    public string EncodedResource => Bucket is null ? "/" : $"/{Bucket}/{PercentEncoding.Encode(Key ?? "", keepSlash: true)}";

    /// <summary>The resource that V1 signs, not encoded at all.</summary>
    public string DecodedResource => Bucket is null ? "/" : $"/{Bucket}/{Key}";

    public static ObjectAddress Parse(string host, string rawPath)
    {
        var path = rawPath[1..];
        var bucket = BucketOf(host);

        if (bucket is null && PublicEndpoint.IsService(host) && path.Length > 0)
            throw OssErrors.SecondLevelDomainForbidden().ToException();

        if (bucket is null && path.Length > 0)
        {
            var (before, after) = SplitAtSlash(path);
            _ = PercentEncoding.TryDecode(before, out bucket);
            path = after;
        }

        if (bucket is null)
            return new ObjectAddress(null, null, "/");

        if (!PercentEncoding.TryDecode(path, out var key))
            throw OssErrors.InvalidArgument("The object name in the request is not valid URL-encoded UTF-8.").ToException();

        return new ObjectAddress(bucket, key.Length == 0 ? null : Checked(key), $"/{bucket}/{path}");
    }

    /// <summary>3 to 63 of <c>a–z 0–9 -</c>, starting and ending with a letter or digit.</summary>
    public static bool IsBucketName(string name) => BucketName().IsMatch(name);

    /// <exception cref="OssErrorException">400 InvalidObjectName.</exception>
    public static string Checked(string key)
    {
        if (Encoding.UTF8.GetByteCount(key) > KeyLimitBytes)
            throw OssErrors.InvalidObjectName("The Length of Object name must be less than 1024.").ToException();

        if (key[0] is '/' or '\\')
            throw OssErrors.InvalidObjectName("The specified object is not valid.").ToException();

        return key;
    }

    private static string? BucketOf(string host)
    {
        if (IPAddress.TryParse(host, out _) || PublicEndpoint.IsService(host))
            return null;

        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot <= 0 ? null : host[..dot];
    }

    /// <summary>Splits a path into bucket and rest. The C SDK sends the slash between them as <c>%2F</c>.</summary>
    private static (string Before, string After) SplitAtSlash(string path)
    {
        var plain = path.IndexOf('/', StringComparison.Ordinal);
        var encoded = path.IndexOf("%2F", StringComparison.OrdinalIgnoreCase);

        if (plain < 0 && encoded < 0)
            return (path, "");

        return plain < 0 || (encoded >= 0 && encoded < plain)
            ? (path[..encoded], path[(encoded + 3)..])
            : (path[..plain], path[(plain + 1)..]);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
