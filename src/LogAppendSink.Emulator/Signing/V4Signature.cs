using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Emulator.Signing;

/// <summary>Computes the signature of a canonical request.</summary>
internal static class V4Signature
{
    public static string StringToSign(string timestamp, string scope, string canonicalRequest)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest));
        return $"{V4Authorization.Scheme}\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(hash)}";
    }

    public static byte[] SigningKey(string secret, string date, string region)
    {
        var key = Encoding.UTF8.GetBytes("aliyun_v4" + secret);

        foreach (var part in (ReadOnlySpan<string>)[date, region, V4Authorization.Product, V4Authorization.Terminator])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));

        return key;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static string Compute(byte[] signingKey, string stringToSign) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.UTF8.GetBytes(stringToSign)));
}
