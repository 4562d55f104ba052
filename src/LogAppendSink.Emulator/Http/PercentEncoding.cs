using System.Globalization;
using System.Text;

namespace LogAppendSink.Emulator.Http;

/// <summary>
/// The strict encoding that OSS signatures use: <c>A–Z a–z 0–9 - _ . ~</c> stay, every other byte of the UTF-8 form becomes
/// <c>%XX</c> with upper-case digits. A blank is <c>%20</c>, and a plus is a plus.
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

    /// <summary>Decodes <c>%XX</c>; a percent sign that begins no such triple stays as it is.</summary>
    /// <returns>False when the decoded bytes are not UTF-8.</returns>
    public static bool TryDecode(string text, out string decoded)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            decoded = text;
            return true;
        }

        var source = Encoding.UTF8.GetBytes(text);
        var target = new byte[source.Length];
        var length = 0;

        for (var i = 0; i < source.Length; i++)
        {
            if (IsTriple(source.AsSpan(i)))
            {
                target[length++] = byte.Parse(source.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                i += 2;
            }
            else
            {
                target[length++] = source[i];
            }
        }

        try
        {
            decoded = StrictUtf8.GetString(target, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            decoded = text;
            return false;
        }
    }

    private static bool IsTriple(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
}
