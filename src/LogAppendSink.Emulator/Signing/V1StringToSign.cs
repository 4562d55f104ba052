using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Signing;

/// <summary>
/// Builds the string to sign of V1 and its signature. Source: OSS developer guide, "Include a V1 signature in the Authorization header".
/// </summary>
internal static class V1StringToSign
{
    // V1 signs only these query parameters, with decoded values. It does not sign the parameters of listings, for example.
    private static readonly FrozenSet<string> SubResources = FrozenSet.Create(
        StringComparer.Ordinal,
        "accessmonitor", "acl", "append", "asyncFetch", "bucketInfo", "callback", "callback-var", "cloudboxes", "cname", "comp",
        "continuation-token", "cors", "delete", "encryption", "endTime", "httpsConfig", "img", "inventory", "inventoryId", "lifecycle",
        "live", "location", "logging", "metaQuery", "objectMeta", "partNumber", "policy", "policyStatus", "position",
        "publicAccessBlock", "qos", "qosInfo", "referer", "regionList", "replication", "replicationLocation", "replicationProgress",
        "requestPayment", "resourceGroup", "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires", "restore", "seal", "security-token", "sequential",
        "startTime", "stat", "status", "style", "styleName", "symlink", "tagging", "transferAcceleration", "uploadId", "uploads",
        "versionId", "versioning", "versions", "vod", "website", "worm", "wormExtend", "wormId");

    /// <summary>Returns every accepted string to sign, the documented one first.</summary>
    /// <param name="request">The request with its address.</param>
    /// <param name="date">The date as sent, or the expiry second of a URL.</param>
    public static IEnumerable<string> Forms(OssRequest request, string date)
    {
        yield return Write(request, date);

        // With an IP endpoint, the C SDK sends and signs a bucket without a trailing slash.
        if (request.Address is { Bucket: { } bucket, Key: null } && request.Target.RawPath == "/" + bucket)
            yield return Write(request, date, resource: request.Target.RawPath);

        // An unknown sub-resource must be rejected as such, and not as a wrong signature.
        if (request.Operation == OssOperation.Unsupported)
            yield return Write(request, date, request.Address.DecodedResource, signsEveryParameter: true);
    }

    /// <summary>The form of the documentation.</summary>
    /// <param name="request">The request with its address.</param>
    /// <param name="date">The date as sent, or the expiry second of a URL.</param>
    public static string Write(OssRequest request, string date) => Write(request, date, request.Address.DecodedResource);

    // V1 requires SHA-1; the emulator only verifies it.
#pragma warning disable CA5350
    public static string Sign(string secret, string toSign) =>
        Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(toSign)));
#pragma warning restore CA5350

    private static string Write(OssRequest request, string date, string resource, bool signsEveryParameter = false)
    {
        var toSign = new StringBuilder();
        toSign.Append(request.Method).Append('\n');
        toSign.Append(request["Content-MD5"]).Append('\n');
        toSign.Append(request["Content-Type"]).Append('\n');
        toSign.Append(date).Append('\n');

        // Sorted by name, not by line.
        var headers = request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => header.Name.StartsWith(OssHeaders.Prefix, StringComparison.Ordinal))
            .OrderBy(header => header.Name, StringComparer.Ordinal);

        foreach (var (name, value) in headers)
            toSign.Append(name).Append(':').Append(value.Trim()).Append('\n');

        toSign.Append(resource);

        var parameters = request.Target.Parameters
            .Where(p => signsEveryParameter ? !OssParameters.IsV1Signature(p.Name) : IsSigned(p.Name))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => p.Value.Length == 0 ? p.Name : $"{p.Name}={p.Value}")
            .ToList();

        if (parameters.Count > 0)
            toSign.Append('?').AppendJoin('&', parameters);

        return toSign.ToString();
    }

    private static bool IsSigned(string parameter) =>
        SubResources.Contains(parameter) || parameter.StartsWith(OssHeaders.Prefix, StringComparison.Ordinal);
}
