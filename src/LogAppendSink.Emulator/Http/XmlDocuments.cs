using System.Text;
using System.Xml;

namespace LogAppendSink.Emulator.Http;

/// <summary>Writes OSS XML: UTF-8 without a byte order mark or namespace.</summary>
internal static class XmlDocuments
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        // Escapes a carriage return in a key, which an XML parser would otherwise change.
        NewLineHandling = NewLineHandling.Entitize,
        // Keys may contain control characters, which OSS writes unchanged: such a listing is readable only with encoding-type=url.
        CheckCharacters = false,
    };

    public static byte[] Write(string root, Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();

        using (var writer = XmlWriter.Create(stream, Settings))
        {
            writer.WriteStartElement(root);
            content(writer);
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }
}
