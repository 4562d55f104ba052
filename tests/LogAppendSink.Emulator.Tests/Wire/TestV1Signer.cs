using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>
/// Signs requests with V1. Implemented from the documentation independently of the emulator. All given parameters are sub-resources.
/// </summary>
internal sealed record TestV1Signer(string AccessKeyId, string Secret)
{
    public string? SecurityToken { get; init; }

    /// <summary>Adds <c>Date</c>, the token and the signature to <paramref name="headers"/>.</summary>
    public void Sign(string method, string resource, string query, Dictionary<string, string> headers, DateTimeOffset now)
    {
        headers.TryAdd("Date", now.ToString("r", CultureInfo.InvariantCulture));

        if (SecurityToken is not null)
            headers["x-oss-security-token"] = SecurityToken;

        var date = headers.GetValueOrDefault("x-oss-date") ?? headers["Date"];
        headers["Authorization"] = $"OSS {AccessKeyId}:{Signature(method, resource, query, headers, date)}";
    }

    /// <summary>The query of a presigned URL.</summary>
    public string SignUrl(string method, string resource, string query, DateTimeOffset expires)
    {
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var parts = query.Split('&', StringSplitOptions.RemoveEmptyEntries).ToList();

        if (SecurityToken is not null)
            parts.Add("security-token=" + Uri.EscapeDataString(SecurityToken));

        var signature = Signature(method, resource, string.Join('&', parts), [], seconds);
        parts.AddRange([$"OSSAccessKeyId={AccessKeyId}", $"Expires={seconds}", $"Signature={Uri.EscapeDataString(signature)}"]);
        return string.Join('&', parts);
    }

    private string Signature(string method, string resource, string query, Dictionary<string, string> headers, string date)
    {
        var ossHeaders = headers
            .Where(h => h.Key.StartsWith("x-oss-", StringComparison.Ordinal))
            .OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}:{h.Value}\n");
        var subResources = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .Select(Uri.UnescapeDataString)
            .ToList();
        var content = $"{headers.GetValueOrDefault("Content-MD5")}\n{headers.GetValueOrDefault("Content-Type")}\n{date}\n";
        var target = resource + (subResources.Count == 0 ? "" : "?" + string.Join('&', subResources));

#pragma warning disable CA5350 // V1 requires SHA-1.
        return Convert.ToBase64String(HMACSHA1.HashData(
            Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{method}\n{content}{string.Concat(ossHeaders)}{target}")));
#pragma warning restore CA5350
    }
}
