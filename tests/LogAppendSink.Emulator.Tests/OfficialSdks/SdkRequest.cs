using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Tests.OfficialSdks;

/// <summary>
/// A request with the exact bytes that an official SDK sends. Path and query are sent unchanged. The signature covers what that SDK signs,
/// which often differs from what it sends.
/// </summary>
internal static class SdkRequest
{
    public const string AccessKeyId = "emulator-key-id";
    public const string Secret = "emulator-key-secret";
    public const string Date = "Fri, 01 Aug 2025 12:34:56 GMT";

    /// <summary>Signs with V1 and writes the request.</summary>
    /// <param name="requestLine">For example <c>POST /logs%2Fa.log?append HTTP/1.1</c>.</param>
    /// <param name="host">The Host header.</param>
    /// <param name="signedResource">The canonicalized resource, with its sub-resources.</param>
    /// <param name="headers">In the order in which the SDK sends them; <c>Date</c> is among them.</param>
    /// <param name="body">Sent as UTF-8.</param>
    public static string V1(
        string requestLine, string host, string signedResource, IReadOnlyList<(string Name, string Value)> headers, string body = "")
    {
        var ossHeaders = headers
            .Select(header => (Name: header.Name.ToLowerInvariant(), header.Value))
            .Where(header => header.Name.StartsWith("x-oss-", StringComparison.Ordinal))
            .OrderBy(header => header.Name, StringComparer.Ordinal)
            .Select(header => $"{header.Name}:{header.Value}\n");
        var date = Value("x-oss-date") is { Length: > 0 } ossDate ? ossDate : Value("Date");
        var toSign = $"{requestLine.Split(' ')[0]}\n{Value("Content-MD5")}\n{Value("Content-Type")}\n{date}\n"
            + string.Concat(ossHeaders) + signedResource;

#pragma warning disable CA5350 // V1 requires SHA-1.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(toSign)));
#pragma warning restore CA5350
        return Write(requestLine, host, [.. headers, ("Authorization", $"OSS {AccessKeyId}:{signature}")], body);

        string Value(string name) =>
            headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
    }

    /// <summary>Writes a request whose headers are complete.</summary>
    public static string Write(string requestLine, string host, IReadOnlyList<(string Name, string Value)> headers, string body = "")
    {
        var lines = string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        var length = Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture);
        return $"{requestLine}\r\nHost: {host}\r\n{lines}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}";
    }
}
