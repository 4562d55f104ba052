using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// Makes a document readable for an XML parser. The Java SDK writes control characters of keys unescaped, which XML forbids but OSS
/// accepts. They become character references.
/// </summary>
internal static class DocumentText
{
    /// <summary>
    /// The largest tag or comment, in characters. A parser buffers all attributes of a tag, so this also limits their number.
    /// </summary>
    private const int TagLimit = 4096;

    private const string CDataBegin = "<![CDATA[";
    private const string CDataEnd = "]]>";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="OssErrorException">400 MalformedXML.</exception>
    public static string Read(byte[] bytes)
    {
        var source = Decode(bytes);
        var text = new StringBuilder(source.Length);

        for (var i = 0; i < source.Length;)
        {
            var isCData = source[i] == '<' && string.CompareOrdinal(source, i, CDataBegin, 0, CDataBegin.Length) == 0;

            if (isCData)
                i = CopyCData(source, i + CDataBegin.Length, text);
            else if (source[i] == '<')
                i = CopyTag(source, i, text);
            else
                AppendCharacter(text, source[i++], isMarkup: true);
        }

        return text.ToString();
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw OssErrors.MalformedXml("The document is not UTF-8.").ToException();
        }
    }

    private static int CopyTag(string source, int begin, StringBuilder text)
    {
        var end = source.AsSpan(begin, Math.Min(TagLimit, source.Length - begin)).IndexOf('>');

        if (end < 0)
            throw OssErrors.MalformedXml($"A tag does not end within {TagLimit} characters.").ToException();

        text.Append(source, begin, end + 1);
        return begin + end + 1;
    }

    // A CDATA section becomes plain text, so that it can contain character references.
    private static int CopyCData(string source, int begin, StringBuilder text)
    {
        var end = source.IndexOf(CDataEnd, begin, StringComparison.Ordinal);

        if (end < 0)
            throw OssErrors.MalformedXml("A CDATA section does not end.").ToException();

        for (var i = begin; i < end; i++)
            AppendCharacter(text, source[i], isMarkup: false);

        return end + CDataEnd.Length;
    }

    private static void AppendCharacter(StringBuilder text, char c, bool isMarkup)
    {
        var isControl = (c < ' ' && c is not ('\t' or '\n' or '\r')) || c is '\uFFFE' or '\uFFFF';

        if (isControl || (!isMarkup && c is '<' or '>' or '&'))
            text.Append("&#").Append(((int)c).ToString(CultureInfo.InvariantCulture)).Append(';');
        else
            text.Append(c);
    }
}
