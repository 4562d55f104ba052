using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// Signs requests with version 1 (OSS API reference, "Include a V1 signature in the Authorization header" and "Add signatures to a
/// URL"): HMAC-SHA1 over the unencoded resource and sub-resources.
/// </summary>
internal sealed class OssV1Signer : IAddressSigner
{
    /// <summary>The query parameters that are signed. Others, such as the prefix of a listing, are not.</summary>
    private static readonly FrozenSet<string> SubResources = new[]
    {
        "acl", "bucketInfo", "location", "stat", "delete", "append", "tagging", "objectMeta", "uploads", "uploadId", "partNumber",
        "security-token", "position", "response-content-type", "response-content-language", "response-expires", "response-cache-control",
        "response-content-disposition", "response-content-encoding", "restore", "callback", "callback-var", "versions", "versioning",
        "versionId", "sequential", "continuation-token", "regionList", "cloudboxes", "symlink",
    }.ToFrozenSet(StringComparer.Ordinal);

    public void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt)
    {
        request.Headers["Date"] = signedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.Remove("x-oss-security-token"); // A request may be signed again, with other credentials.
        if (credentials.SecurityToken is { } token)
            request.Headers["x-oss-security-token"] = token;

        var signature = SignatureOf(StringToSign(request, request.Headers["Date"]), credentials);
        request.Headers["Authorization"] = $"OSS {credentials.AccessKeyId}:{signature}";
    }

    public StoreRequest Presign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity)
    {
        var query = request.Query.ToList();
        if (credentials.SecurityToken is { } token)
            query.Add(new("security-token", token));

        var presigned = request with { Query = query };
        var expires = (signedAt.ToUnixTimeSeconds() + (long)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var signature = SignatureOf(StringToSign(presigned, expires), credentials);
        query.Add(new("Expires", expires));
        query.Add(new("OSSAccessKeyId", credentials.AccessKeyId));
        query.Add(new("Signature", signature));
        return presigned;
    }

    /// <param name="request">The request to sign.</param>
    /// <param name="dateOrExpires">The Date header. For a presigned URL, the expiry in seconds since 1970.</param>
    internal static string StringToSign(StoreRequest request, string dateOrExpires)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(request.Headers.GetValueOrDefault("Content-MD5")).Append('\n');
        text.Append(request.Headers.GetValueOrDefault("Content-Type")).Append('\n');
        text.Append(dateOrExpires).Append('\n');

        // Sorted by name, not by line: "x-oss-meta-a:" sorts after "x-oss-meta-a-b:".
        foreach (var (name, value) in request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => header.Name.StartsWith("x-oss-", StringComparison.Ordinal))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        text.Append(request.Resource);
        var separator = '?';
        foreach (var (name, value) in request.Query
            .Where(pair => IsSubResource(request, pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(separator).Append(name);
            if (value.Length > 0)
                text.Append('=').Append(value);
            separator = '&';
        }

        return text.ToString();
    }

    private static bool IsSubResource(StoreRequest request, string name) =>
        SubResources.Contains(name) || name.StartsWith("x-oss-", StringComparison.Ordinal)
            || request.SubResources.Contains(name, StringComparer.Ordinal);

    private static string SignatureOf(string stringToSign, OssCredentials credentials)
    {
#pragma warning disable CA5350 // Weak, but required by this version of the signature.
        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(credentials.AccessKeySecret), Encoding.UTF8.GetBytes(stringToSign)));
#pragma warning restore CA5350
    }
}
