using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Http;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// Signs requests with version 4 (OSS API reference, "Include a V4 signature in the Authorization header" and "Add signatures to a
/// URL"). Thread-safe.
/// </summary>
/// <remarks>The signing key of a day costs four HMACs, so the last one is kept.</remarks>
internal sealed class OssV4Signer(string region) : IAddressSigner
{
    internal const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "OSS4-HMAC-SHA256";
    private const string Product = "oss";
    private const string Terminator = "aliyun_v4_request";

    private volatile SigningKey? _lastKey;

    public void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt) => Sign(request, credentials, signedAt, []);

    public StoreRequest Presign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity) =>
        Presign(request, credentials, signedAt, validity, []);

    /// <summary>Adds <c>x-oss-date</c>, <c>x-oss-content-sha256</c>, <c>Date</c>, the security token and <c>Authorization</c>.</summary>
    /// <param name="request">What is signed; its headers are added to.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store.</param>
    /// <param name="additionalHeaders">Further headers to cover, in lower case, sorted; usually none.</param>
    internal void Sign(StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, IReadOnlyList<string> additionalHeaders)
    {
        var date = DateOf(signedAt);
        request.Headers["x-oss-date"] = date;
        request.Headers["x-oss-content-sha256"] = UnsignedPayload;
        request.Headers["Date"] = signedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.Remove("x-oss-security-token"); // A request that is signed again may be so with other credentials.
        if (credentials.SecurityToken is { } token)
            request.Headers["x-oss-security-token"] = token;

        var additional = Present(additionalHeaders, request);
        var signature = SignatureOf(request, credentials, date, additional);
        var covered = additional.Count == 0 ? "" : $",AdditionalHeaders={string.Join(';', additional)}";
        request.Headers["Authorization"] = $"{Algorithm} Credential={credentials.AccessKeyId}/{ScopeOf(date)}{covered},Signature={signature}";
    }

    /// <summary>As <see cref="IAddressSigner.Presign"/>, covering further headers.</summary>
    internal StoreRequest Presign(
        StoreRequest request, OssCredentials credentials, DateTimeOffset signedAt, TimeSpan validity, IReadOnlyList<string> additionalHeaders)
    {
        var date = DateOf(signedAt);
        var additional = Present(additionalHeaders, request);
        var query = request.Query.ToList();
        if (credentials.SecurityToken is { } token)
            query.Add(new("x-oss-security-token", token));
        query.Add(new("x-oss-signature-version", Algorithm));
        query.Add(new("x-oss-date", date));
        query.Add(new("x-oss-expires", ((long)validity.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        query.Add(new("x-oss-credential", $"{credentials.AccessKeyId}/{ScopeOf(date)}"));
        if (additional.Count > 0)
            query.Add(new("x-oss-additional-headers", string.Join(';', additional)));

        var presigned = request with { Query = query };
        query.Add(new("x-oss-signature", SignatureOf(presigned, credentials, date, additional)));
        return presigned;
    }

    internal static string CanonicalRequest(StoreRequest request, IReadOnlyCollection<string> additionalHeaders)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(UrlEncoding.EncodePath(request.Resource)).Append('\n');

        // Sorted by the encoded name: '|' sorts behind the letters, "%7C" before them.
        canonical.AppendJoin('&', request.Query
            .Select(pair => (Name: UrlEncoding.Encode(pair.Key), Value: UrlEncoding.Encode(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .Select(pair => pair.Value.Length == 0 ? pair.Name : $"{pair.Name}={pair.Value}"));
        canonical.Append('\n');

        // Sorted by name, not by line: "x-oss-meta-a:" sorts behind "x-oss-meta-a-b:".
        foreach (var (name, value) in request.Headers
            .Select(header => (Name: header.Key.ToLowerInvariant(), header.Value))
            .Where(header => IsSignedAnyway(header.Name) || additionalHeaders.Contains(header.Name))
            .OrderBy(header => header.Name, StringComparer.Ordinal))
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        canonical.Append('\n');
        canonical.AppendJoin(';', additionalHeaders);
        canonical.Append('\n');
        return canonical.Append(UnsignedPayload).ToString();
    }

    private static string DateOf(DateTimeOffset signedAt) => signedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private string ScopeOf(string date) => $"{date[..8]}/{region}/{Product}/{Terminator}";

    private string SignatureOf(StoreRequest request, OssCredentials credentials, string date, IReadOnlyCollection<string> additionalHeaders)
    {
        var canonical = SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest(request, additionalHeaders)));
        var stringToSign = $"{Algorithm}\n{date}\n{ScopeOf(date)}\n{Hex(canonical)}";
        return Hex(HMACSHA256.HashData(KeyOf(credentials.AccessKeySecret, date[..8]), Encoding.UTF8.GetBytes(stringToSign)));
    }

    private static List<string> Present(IReadOnlyList<string> additionalHeaders, StoreRequest request) =>
        [.. additionalHeaders.Where(name => request.Headers.ContainsKey(name) && !IsSignedAnyway(name))];

    private static bool IsSignedAnyway(string name) =>
        name.StartsWith("x-oss-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase);

    private byte[] KeyOf(string secret, string day)
    {
        var last = _lastKey;
        if (last is not null && last.Day == day && last.Secret == secret)
            return last.Key;

        var dayKey = HMACSHA256.HashData(Encoding.UTF8.GetBytes("aliyun_v4" + secret), Encoding.UTF8.GetBytes(day));
        var regionKey = HMACSHA256.HashData(dayKey, Encoding.UTF8.GetBytes(region));
        var productKey = HMACSHA256.HashData(regionKey, Encoding.UTF8.GetBytes(Product));
        var key = HMACSHA256.HashData(productKey, Encoding.UTF8.GetBytes(Terminator));
        _lastKey = new SigningKey(secret, day, key);
        return key;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    // A class, not a record: printing it must not show the secret.
    private sealed class SigningKey(string secret, string day, byte[] key)
    {
        internal string Secret { get; } = secret;

        internal string Day { get; } = day;

        internal byte[] Key { get; } = key;
    }
}
