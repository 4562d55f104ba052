using System.Text;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// Checks object keys (OSS, "Object naming": 1 to 1,023 bytes of UTF-8, neither <c>/</c> nor <c>\</c> first). Also refuses keys that
/// proxies and libraries change.
/// </summary>
internal static class StoreKey
{
    internal const int BytesMax = 1023;

    // Throws on lone surrogates. UTF-8 cannot express them, so the request would name a different key.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Returns why requests for this key are not sent; null if the key is valid.</summary>
    internal static string? FaultOf(string key)
    {
        if (key.Length == 0)
            return "an object's key has at least one character";
        if (key[0] is '/' or '\\')
            return $"an object's key may not begin with '{key[0]}'";

        // This library would send "a/../b" as signed. But HTTP proxies and URL libraries rewrite it to "b", which may be another
        // object.
        if (key.Split('/').Any(segment => segment is "." or ".."))
            return "proxies and URL libraries rewrite a key with a '.' or '..' segment, "
                + "so the request would fail or reach another object; use another key";

        try
        {
            return StrictUtf8.GetByteCount(key) is var bytes && bytes > BytesMax
                ? $"an object's key has at most {BytesMax} bytes of UTF-8, and this one has {bytes}"
                : null;
        }
        catch (EncoderFallbackException)
        {
            return "an object's key must be valid UTF-8, and this one contains half of a surrogate pair";
        }
    }
}
