using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Credentials;

namespace LogAppendSink.Stores.Oss;

/// <summary>
/// Signs requests with version 4 in the Authorization header (OSS API reference, "Include a V4 signature in the Authorization
/// header"). Thread-safe.
/// </summary>
/// <remarks>The signing key of a day costs four HMACs, so the last one is kept.</remarks>
internal sealed class OssV4Signer(string region)
{
    internal const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "OSS4-HMAC-SHA256";
    private const string Product = "oss";
    private const string Terminator = "aliyun_v4_request";

    private volatile SigningKey? _lastKey;

    /// <summary>Adds <c>x-oss-date</c>, <c>x-oss-content-sha256</c>, <c>Date</c>, the security token and <c>Authorization</c>.</summary>
    /// <param name="request">What is signed; its headers are added to.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="signedAt">The time of the store, which accepts 15 minutes of difference.</param>
    /// <param name="additionalHeaders">Further headers to cover, in lower case, sorted; usually none.</param>
    internal void Sign(OssRequest request, OssCredentials credentials, DateTimeOffset signedAt, IReadOnlyList<string>? additionalHeaders = null)
    {
        var date = signedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers["x-oss-date"] = date;
        request.Headers["x-oss-content-sha256"] = UnsignedPayload;
        request.Headers["Date"] = signedAt.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.Remove("x-oss-security-token"); // A request that is signed again may be so with other credentials.
        if (credentials.SecurityToken is { } token)
            request.Headers["x-oss-security-token"] = token;

        var additional = (additionalHeaders ?? []).Where(name => request.Headers.ContainsKey(name) && !IsSignedAnyway(name)).ToList();
        var day = date[..8];
        var scope = $"{day}/{region}/{Product}/{Terminator}";
        var stringToSign = $"{Algorithm}\n{date}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalRequest(request, additional))))}";
        var signature = Hex(HMACSHA256.HashData(KeyOf(credentials.AccessKeySecret, day), Encoding.UTF8.GetBytes(stringToSign)));

        var covered = additional.Count == 0 ? "" : $",AdditionalHeaders={string.Join(';', additional)}";
        request.Headers["Authorization"] = $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}{covered},Signature={signature}";
    }

    internal static string CanonicalRequest(OssRequest request, IReadOnlyCollection<string> additionalHeaders)
    {
        var canonical = new StringBuilder();
        canonical.Append(request.Method).Append('\n');
        canonical.Append(OssEncoding.EncodePath(request.Resource)).Append('\n');

        // Sorted by the encoded name: '|' sorts behind the letters, "%7C" before them.
        canonical.AppendJoin('&', request.Query
            .Select(pair => (Name: OssEncoding.Encode(pair.Key), Value: OssEncoding.Encode(pair.Value)))
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
