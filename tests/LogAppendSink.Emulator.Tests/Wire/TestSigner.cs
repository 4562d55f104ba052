using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>
/// Signs requests with V4, written anew from the description for these tests: what the emulator accepts is then the
/// agreement of two readings of it.
/// </summary>
internal sealed record TestSigner(string AccessKeyId, string Secret, string Region)
{
    public string? SecurityToken { get; init; }

    /// <summary>Between the parts of the header.</summary>
    public string Separator { get; init; } = ",";

    /// <param name="method">Of the request.</param>
    /// <param name="resource">Encoded, with the bucket: <c>/bucket/key</c>.</param>
    /// <param name="rawQuery">As sent, without the question mark.</param>
    /// <param name="headers">Receives the headers a signature needs, and the signature.</param>
    /// <param name="now">Time of signing.</param>
    public void Sign(string method, string resource, string rawQuery, IDictionary<string, string> headers, DateTimeOffset now)
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var day = timestamp[..8];
        headers.TryAdd("x-oss-date", timestamp);
        headers.TryAdd("x-oss-content-sha256", "UNSIGNED-PAYLOAD");

        if (SecurityToken is not null)
            headers["x-oss-security-token"] = SecurityToken;

        var query = string.Join('&', rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.EndsWith('=') ? p[..^1] : p)
            .OrderBy(p => p.Split('=')[0], StringComparer.Ordinal));
        var signed = headers
            .Select(h => (Name: h.Key.ToLowerInvariant(), h.Value))
            .Where(h => h.Name.StartsWith("x-oss-", StringComparison.Ordinal) || h.Name is "content-type" or "content-md5")
            .OrderBy(h => h.Name, StringComparer.Ordinal)
            .Select(h => $"{h.Name}:{h.Value.Trim()}\n");
        var canonical = $"{method}\n{resource}\n{query}\n{string.Concat(signed)}\n\n{headers["x-oss-content-sha256"]}";

        var scope = $"{day}/{Region}/oss/aliyun_v4_request";
        var toSign = $"OSS4-HMAC-SHA256\n{headers["x-oss-date"]}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("aliyun_v4" + Secret), day), Region), "oss"), "aliyun_v4_request");
        headers["Authorization"] = $"OSS4-HMAC-SHA256 Credential={AccessKeyId}/{scope}{Separator}Signature={Hex(Hmac(key, toSign))}";
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
