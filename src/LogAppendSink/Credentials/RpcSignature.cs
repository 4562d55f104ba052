using System.Security.Cryptography;
using System.Text;
using LogAppendSink.Escaping;

namespace LogAppendSink.Credentials;

/// <summary>
/// Signs a request in Alibaba Cloud's RPC style ("Request signatures", HMAC-SHA1, version 1.0): all parameters, sorted and encoded.
/// </summary>
internal static class RpcSignature
{
    internal static string Of(string method, IEnumerable<KeyValuePair<string, string>> parameters, string secret)
    {
        var canonical = string.Join('&', parameters
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{UrlEncoding.Encode(pair.Key)}={UrlEncoding.Encode(pair.Value)}"));
        var stringToSign = $"{method}&{UrlEncoding.Encode("/")}&{UrlEncoding.Encode(canonical)}";
#pragma warning disable CA5350 // Weak, but required by this signature.
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret + "&"), Encoding.UTF8.GetBytes(stringToSign)));
#pragma warning restore CA5350
    }
}
