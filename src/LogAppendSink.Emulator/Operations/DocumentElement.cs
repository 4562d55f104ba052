using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An element of a client's document, named without its namespace.</summary>
internal sealed class DocumentElement(string name)
{
    private readonly List<DocumentElement> _children = [];
    private readonly StringBuilder _text = new();

    public string Name => name;

    public IReadOnlyList<DocumentElement> Children => _children;

    /// <summary>The text of the element, not trimmed: a key may start or end with a space.</summary>
    public string Text => _text.ToString();

    public void Add(DocumentElement child) => _children.Add(child);

    public void AddText(string text) => _text.Append(text);

    public IEnumerable<DocumentElement> All(string childName) => _children.Where(child => child.Name == childName);

    /// <summary>Returns the trimmed text of a child, or null if it is missing.</summary>
    /// <exception cref="OssErrorException">400 MalformedXML: several children have the name.</exception>
    public string? TextOf(string childName) => Optional(childName)?.Text.Trim();

    /// <summary>Returns the only child with a name.</summary>
    /// <exception cref="OssErrorException">400 MalformedXML: no child or several children have the name.</exception>
    public DocumentElement Single(string childName) =>
        Optional(childName) ?? throw OssErrors.MalformedXml($"The element {Name} has no {childName}.").ToException();

    /// <summary>Rejects unknown children: ignoring them could do something other than requested.</summary>
    /// <exception cref="OssErrorException">400 MalformedXML, naming the first unknown element.</exception>
    public void AllowOnly(params ReadOnlySpan<string> childNames)
    {
        foreach (var child in _children)
        {
            if (!childNames.Contains(child.Name))
                throw OssErrors.MalformedXml($"The element {Name} has an unknown element {child.Name}.").ToException();
        }
    }

    private DocumentElement? Optional(string childName)
    {
        DocumentElement? found = null;

        foreach (var child in All(childName))
            found = found is null ? child : throw OssErrors.MalformedXml($"The element {Name} has several {childName}.").ToException();

        return found;
    }
}
