using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>
/// Signs requests with V4. Implemented from the documentation independently of the emulator, so that the two implementations check
/// each other.
/// </summary>
internal sealed record TestSigner(string AccessKeyId, string Secret, string Region)
{
    public string? SecurityToken { get; init; }

    /// <summary>The text of a <c>Date</c> header that is signed instead of <c>x-oss-date</c>, as some SDKs do; null for none.</summary>
    public string? DateText { get; init; }

    /// <summary>The separator of the header's parts.</summary>
    public string Separator { get; init; } = ",";

    /// <param name="method">The method of the request.</param>
    /// <param name="resource">Encoded, with the bucket: <c>/bucket/key</c>.</param>
    /// <param name="rawQuery">As sent, without the question mark.</param>
    /// <param name="headers">Receives the headers a signature needs, and the signature.</param>
    /// <param name="now">Time of signing.</param>
    /// <param name="keepsLoneEquals">Whether <c>name=</c> is signed unchanged, and not as <c>name</c>.</param>
    public void Sign(
        string method,
        string resource,
        string rawQuery,
        IDictionary<string, string> headers,
        DateTimeOffset now,
        bool keepsLoneEquals = false)
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var day = timestamp[..8];
        headers.TryAdd(DateText is null ? "x-oss-date" : "Date", DateText ?? timestamp);
        headers.TryAdd("x-oss-content-sha256", "UNSIGNED-PAYLOAD");

        if (SecurityToken is not null)
            headers["x-oss-security-token"] = SecurityToken;

        var scope = $"{day}/{Region}/oss/aliyun_v4_request";
        var signature = Signature(method, resource, rawQuery, headers, DateText ?? headers["x-oss-date"], scope, keepsLoneEquals);
        headers["Authorization"] = $"OSS4-HMAC-SHA256 Credential={AccessKeyId}/{scope}{Separator}Signature={signature}";
    }

    /// <summary>Returns the query of a presigned URL. It covers those <paramref name="headers"/> that V4 always signs.</summary>
    public string SignUrl(
        string method, string resource, string rawQuery, IDictionary<string, string> headers, DateTimeOffset now, TimeSpan validity)
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var scope = $"{timestamp[..8]}/{Region}/oss/aliyun_v4_request";
        var seconds = ((long)validity.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var query = $"{rawQuery}{(rawQuery.Length > 0 ? "&" : "")}x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date={timestamp}"
            + $"&x-oss-expires={seconds}&x-oss-credential={Uri.EscapeDataString($"{AccessKeyId}/{scope}")}"
            + (SecurityToken is null ? "" : "&x-oss-security-token=" + Uri.EscapeDataString(SecurityToken));
        return $"{query}&x-oss-signature={Signature(method, resource, query, headers, timestamp, scope)}";
    }

    private string Signature(
        string method,
        string resource,
        string rawQuery,
        IDictionary<string, string> headers,
        string timestamp,
        string scope,
        bool keepsLoneEquals = false)
    {
        var query = string.Join('&', rawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(p => p.EndsWith('=') && !keepsLoneEquals ? p[..^1] : p)
            .OrderBy(p => p.Split('=')[0], StringComparer.Ordinal));
        var signed = headers
            .Select(h => (Name: h.Key.ToLowerInvariant(), h.Value))
            .Where(h => h.Name.StartsWith("x-oss-", StringComparison.Ordinal) || h.Name is "content-type" or "content-md5")
            .OrderBy(h => h.Name, StringComparer.Ordinal)
            .Select(h => $"{h.Name}:{h.Value.Trim()}\n");
        var canonical = $"{method}\n{resource}\n{query}\n{string.Concat(signed)}\n\nUNSIGNED-PAYLOAD";

        var toSign = $"OSS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("aliyun_v4" + Secret), scope[..8]), Region), "oss"), "aliyun_v4_request");
        return Hex(Hmac(key, toSign));
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
