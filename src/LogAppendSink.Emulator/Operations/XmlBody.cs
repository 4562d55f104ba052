using System.Xml;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// Reads the documents that clients send, in linear time: <see cref="BodyReceiver"/> limits the length, this class the depth and
/// the number of elements. Names are read without their namespace.
/// </summary>
internal static class XmlBody
{
    /// <summary>The deepest known document has four levels: <c>Tagging/TagSet/Tag/Key</c>.</summary>
    internal const int DepthLimit = 8;

    /// <summary>A thousand keys to delete are three thousand elements.</summary>
    internal const int ElementLimit = 10_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, // no entities, so no way to make a small document large
        CheckCharacters = false, // keys may contain control characters
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <exception cref="OssErrorException">400: the digest is wrong, the document is invalid, or it exceeds a limit.</exception>
    public static async Task<DocumentElement> ReadAsync(OssRequest request, string root) =>
        Parse(await WriteRules.CheckedBody(request).ReadAllAsync().ConfigureAwait(false), root);

    /// <exception cref="OssErrorException">400: the document is invalid, or it exceeds a limit.</exception>
    public static DocumentElement Parse(byte[] bytes, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(DocumentText.Read(bytes)), Settings);
            var element = Read(reader);

            return element.Name == root ? element : throw OssErrors.MalformedXml($"The root element is not {root}.").ToException();
        }
        catch (XmlException e)
        {
            throw OssErrors.MalformedXml(e.Message).ToException();
        }
    }

    private static DocumentElement Read(XmlReader reader)
    {
        var open = new Stack<DocumentElement>();
        DocumentElement? root = null;
        var count = 0;

        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new DocumentElement(reader.LocalName);
                    root ??= element;

                    if (++count > ElementLimit || open.Count == DepthLimit)
                        throw OssErrors.MalformedXml($"It has more than {ElementLimit} elements or {DepthLimit} levels.").ToException();

                    if (open.TryPeek(out var parent))
                        parent.Add(element);

                    if (!reader.IsEmptyElement)
                        open.Push(element);

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when open.Count > 0:
                    open.Peek().AddText(reader.Value);
                    break;
            }
        }

        return root ?? throw OssErrors.MalformedXml("It has no root element.").ToException();
    }
}
