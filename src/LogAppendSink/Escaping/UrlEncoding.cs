using System.Buffers;
using System.Text;

namespace LogAppendSink.Escaping;

/// <summary>
/// Percent-encodes text for signatures (RFC 3986): all characters except letters, digits and <c>- _ . ~</c>, in upper-case hex.
/// </summary>
internal static class UrlEncoding
{
    private static readonly SearchValues<byte> Unreserved = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);
    private static readonly SearchValues<byte> UnreservedOrSlash = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/"u8);

    /// <summary>Encodes a query name or value.</summary>
    internal static string Encode(string text) => Encode(text, Unreserved);

    /// <summary>Encodes a path: as <see cref="Encode(string)"/>, but keeps <c>/</c>.</summary>
    internal static string EncodePath(string path) => Encode(path, UnreservedOrSlash);

    private static string Encode(string text, SearchValues<byte> kept)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.AsSpan().IndexOfAnyExcept(kept) < 0)
            return text;

        var encoded = new StringBuilder(bytes.Length * 2);
        foreach (var value in bytes)
        {
            if (kept.Contains(value))
                encoded.Append((char)value);
            else
                encoded.Append('%').Append(HexDigit(value >> 4)).Append(HexDigit(value & 0xF));
        }

        return encoded.ToString();
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
