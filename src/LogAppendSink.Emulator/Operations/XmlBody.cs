using System.Xml;
using System.Xml.Linq;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Reads the documents that clients send. Names are compared without their namespace.</summary>
internal static class XmlBody
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, // no entities, so no way to make a small document large
        CheckCharacters = false, // a key may hold control characters
    };

    public static async Task<XElement> ReadAsync(OssRequest request, string root)
    {
        var bytes = await WriteRules.CheckedBody(request).ReadAllAsync().ConfigureAwait(false);

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), Settings);
            var element = XElement.Load(reader, LoadOptions.PreserveWhitespace);

            return element.Name.LocalName == root
                ? element
                : throw OssErrors.MalformedXml($"The root element is not {root}.").ToException();
        }
        catch (XmlException e)
        {
            throw OssErrors.MalformedXml(e.Message).ToException();
        }
    }

    public static IEnumerable<XElement> Children(XElement parent, string name) =>
        parent.Elements().Where(child => child.Name.LocalName == name);

    /// <summary>The trimmed text of the first child of that name, or null when there is none.</summary>
    public static string? Text(XElement parent, string name) => Children(parent, name).FirstOrDefault()?.Value.Trim();
}
