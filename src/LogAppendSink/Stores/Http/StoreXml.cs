using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>Reads XML from the network. Prohibits document types, fetches nothing, ignores namespaces.</summary>
internal static class StoreXml
{
    /// <exception cref="XmlException">The text is not XML.</exception>
    internal static XElement? Root(ReadOnlySpan<byte> xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml).TrimStart('\uFEFF')), settings);
        return XDocument.Load(reader).Root;
    }

    /// <summary>Returns the text of a child element in any namespace. Responses of older releases have one.</summary>
    internal static string? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
