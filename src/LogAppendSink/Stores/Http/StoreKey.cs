using System.Text;

namespace LogAppendSink.Stores.Http;

/// <summary>
/// What a key must satisfy (OSS, "Object naming": 1 to 1,023 bytes of UTF-8, neither <c>/</c> nor <c>\</c> first), and what only trouble
/// comes of.
/// </summary>
internal static class StoreKey
{
    internal const int BytesMax = 1023;

    // Refuses lone surrogates, which UTF-8 cannot express: they would be sent as another key.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why requests for this key are not sent; null when they may be.</summary>
    internal static string? FaultOf(string key)
    {
        if (key.Length == 0)
            return "an object's key has at least one character";
        if (key[0] is '/' or '\\')
            return $"an object's key may not begin with '{key[0]}'";

        // "a/../b" is sent as it was signed by this library; but HTTP proxies and URL libraries make "b" of it on the way, which
        // another object may bear.
        if (key.Split('/').Any(segment => segment is "." or ".."))
            return "a key with a '.' or '..' segment is rewritten by proxies and URL libraries on the way, so that the request is refused or meets another object; name the object differently";

        try
        {
            return StrictUtf8.GetByteCount(key) is var bytes && bytes > BytesMax
                ? $"an object's key has at most {BytesMax} bytes of UTF-8, and this one has {bytes}"
                : null;
        }
        catch (EncoderFallbackException)
        {
            return "an object's key is UTF-8, and this one has half of a surrogate pair";
        }
    }
}
