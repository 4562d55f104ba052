using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// The parts that AWS's version 4 of the signature shares with OSS's, which is modelled on it: time, scope, and signing key. The key of a
/// day costs four HMACs, so the last one is kept. Thread-safe.
/// </summary>
/// <param name="algorithm">The name of the algorithm, as sent.</param>
/// <param name="secretPrefix">The text before the secret in the first HMAC key.</param>
/// <param name="region">The region.</param>
/// <param name="service">The service in the scope.</param>
/// <param name="terminator">The last part of the scope.</param>
internal sealed class V4Signature(string algorithm, string secretPrefix, string region, string service, string terminator)
{
    private volatile DayKey? _lastKey;

    internal static string DateOf(DateTimeOffset signedAt) =>
        signedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    internal string ScopeOf(string date) => $"{date[..8]}/{region}/{service}/{terminator}";

    /// <summary>Returns the signature of a canonical request.</summary>
    internal string Of(string canonicalRequest, string secret, string date)
    {
        var canonical = SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest));
        var stringToSign = $"{algorithm}\n{date}\n{ScopeOf(date)}\n{Hex(canonical)}";
        return Hex(HMACSHA256.HashData(KeyOf(secret, date[..8]), Encoding.UTF8.GetBytes(stringToSign)));
    }

    private byte[] KeyOf(string secret, string day)
    {
        var last = _lastKey;
        if (last is not null && last.Day == day && last.Secret == secret)
            return last.Key;

        var dayKey = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretPrefix + secret), Encoding.UTF8.GetBytes(day));
        var regionKey = HMACSHA256.HashData(dayKey, Encoding.UTF8.GetBytes(region));
        var serviceKey = HMACSHA256.HashData(regionKey, Encoding.UTF8.GetBytes(service));
        var key = HMACSHA256.HashData(serviceKey, Encoding.UTF8.GetBytes(terminator));
        _lastKey = new DayKey(secret, day, key);
        return key;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    // A class, not a record: printing it must not show the secret.
    private sealed class DayKey(string secret, string day, byte[] key)
    {
        internal string Secret { get; } = secret;

        internal string Day { get; } = day;

        internal byte[] Key { get; } = key;
    }
}
