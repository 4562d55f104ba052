using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>Reads XML that came over the network: no document types, nothing fetched, namespaces ignored.</summary>
internal static class StoreXml
{
    /// <exception cref="XmlException">It is no XML.</exception>
    internal static XElement? Root(ReadOnlySpan<byte> xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml).TrimStart('\uFEFF')), settings);
        return XDocument.Load(reader).Root;
    }

    /// <summary>The text of a child, whatever its namespace: older answers have one.</summary>
    internal static string? Child(XElement? parent, string name) =>
        parent?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
}
