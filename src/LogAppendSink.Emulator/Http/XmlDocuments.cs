using System.Text;
using System.Xml;

namespace LogAppendSink.Emulator.Http;

/// <summary>Writes the service's XML: UTF-8 without a byte order mark, no namespace.</summary>
internal static class XmlDocuments
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        // A key may hold a carriage return, and must come back as one.
        NewLineHandling = NewLineHandling.Entitize,
        // A key may hold control characters. OSS writes them too: such a listing is readable only with encoding-type=url.
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
