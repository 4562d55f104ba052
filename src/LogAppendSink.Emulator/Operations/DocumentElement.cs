using System.Text;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An element of a document that a client sent. Its name is without a namespace.</summary>
internal sealed class DocumentElement(string name)
{
    private readonly List<DocumentElement> _children = [];
    private readonly StringBuilder _text = new();

    public string Name => name;

    public IReadOnlyList<DocumentElement> Children => _children;

    /// <summary>Its own text, not trimmed: a key may begin or end with a blank.</summary>
    public string Text => _text.ToString();

    public void Add(DocumentElement child) => _children.Add(child);

    public void AddText(string text) => _text.Append(text);

    public IEnumerable<DocumentElement> All(string childName) => _children.Where(child => child.Name == childName);

    /// <summary>The trimmed text of the child of that name, or null when there is none.</summary>
    /// <exception cref="OssErrorException">400 MalformedXML: there are several.</exception>
    public string? TextOf(string childName) => Optional(childName)?.Text.Trim();

    /// <summary>The only child of that name.</summary>
    /// <exception cref="OssErrorException">400 MalformedXML: there is none, or there are several.</exception>
    public DocumentElement Single(string childName) =>
        Optional(childName) ?? throw OssErrors.MalformedXml($"The element {Name} has no {childName}.").ToException();

    /// <summary>Refuses what the schema does not have at this place: ignoring it could do something else than was asked.</summary>
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
