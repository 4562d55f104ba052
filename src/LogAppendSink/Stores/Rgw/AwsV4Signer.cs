using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Escaping;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Rgw;

/// <summary>
/// Signs requests with AWS Signature Version 4 ("Authenticating Requests: Using the Authorization Header", Amazon S3 API reference). It
/// covers the position of an append; version 2 does not. Thread-safe.
/// </summary>
/// <remarks>
/// The signature does not cover the body (<c>UNSIGNED-PAYLOAD</c>). It covers the MD5 of the body, which the store verifies.
/// </remarks>
internal sealed class AwsV4Signer(StoreEndpoint endpoint) : IRequestSigner
{
    internal const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";
    private const string Terminator = "aws4_request";

    // Not null: RgwEndpoint always sets it.
    private readonly V4Signature _signature = new(Algorithm, "AWS4", endpoint.Region!, Service, Terminator);

    /// <summary>Adds <c>Host</c>, <c>x-amz-date</c>, <c>x-amz-content-sha256</c>, the security token and <c>Authorization</c>.</summary>
    public void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt)
    {
        var date = V4Signature.DateOf(signedAt);
        request.Headers["Host"] = endpoint.Authority;
        request.Headers["x-amz-date"] = date;
        request.Headers.TryAdd("x-amz-content-sha256", UnsignedPayload);
        request.Headers.Remove("Authorization"); // A request may be signed again, with other credentials.
        request.Headers.Remove("x-amz-security-token");
        if (credentials.SecurityToken is { } token)
            request.Headers["x-amz-security-token"] = token;

        // Sorted by name, not by line.
        var headers = request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.Trim()))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .ToList();
        var names = string.Join(';', headers.Select(header => header.Name));
        var signature = _signature.Of(CanonicalRequest(request, headers, names, endpoint.IsPathStyle), credentials.AccessKeySecret, date);
        request.Headers["Authorization"] = $"{Algorithm} Credential={credentials.AccessKeyId}/{_signature.ScopeOf(date)}, "
            + $"SignedHeaders={names}, Signature={signature}";
    }

    private static string CanonicalRequest(StoreRequest request, List<(string Name, string Value)> headers, string names, bool isPathStyle)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(UrlEncoding.EncodePath(isPathStyle ? request.Resource : $"/{request.Key}")).Append('\n');

        // A name without a value is signed with an empty value, even if the address omits the '='.
        canonical.AppendJoin('&', request.Query
            .Select(pair => (Name: UrlEncoding.Encode(pair.Key), Value: UrlEncoding.Encode(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => $"{pair.Name}={pair.Value}"));
        canonical.Append('\n');
        foreach (var (name, value) in headers)
            canonical.Append(name).Append(':').Append(value).Append('\n');
        canonical.Append('\n').Append(names).Append('\n');
        return canonical.Append(request.Headers["x-amz-content-sha256"]).ToString();
    }
}
