using System.Globalization;
using System.Text;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The strict encoding that OSS signatures use: <c>A–Z a–z 0–9 - _ . ~</c> stay, every other byte of the UTF-8 form becomes
/// <c>%XX</c> with upper-case digits. A space is encoded as <c>%20</c>; decoding also accepts <c>+</c>.
/// </summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string text, bool keepSlash = false)
    {
        var encoded = new StringBuilder(text.Length + 16);

        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~' || (keepSlash && b == '/'))
                encoded.Append((char)b);
            else
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }

    /// <summary>
    /// Decodes <c>%XX</c>, and <c>+</c> to a space. OSS decodes paths, queries and copy sources like forms, and the Ruby SDK, the
    /// Go SDK v1 and ossutil encode them like forms.
    /// </summary>
    /// <returns>False if a percent sign is not followed by two hexadecimal digits, or the bytes are not UTF-8.</returns>
    public static bool TryDecode(string text, out string decoded)
    {
        decoded = text;

        if (!text.AsSpan().ContainsAny('%', '+'))
            return true;

        var source = Encoding.UTF8.GetBytes(text);
        var target = new byte[source.Length];
        var length = 0;

        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                target[length++] = source[i] == '+' ? (byte)' ' : source[i];
                continue;
            }

            if (!IsTriple(source.AsSpan(i)))
                return false;

            target[length++] = byte.Parse(source.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            i += 2;
        }

        try
        {
            decoded = StrictUtf8.GetString(target, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsTriple(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}
