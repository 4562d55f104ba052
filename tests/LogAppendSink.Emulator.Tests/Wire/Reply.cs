using System.Text;
using System.Xml.Linq;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>An answer as it came over the wire.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as XML, or for the error of a HEAD the document in <c>x-oss-err</c>.</summary>
    public XElement Xml => XElement.Parse(
        Body.Length > 0 ? Text : Encoding.UTF8.GetString(Convert.FromBase64String(Headers["x-oss-err"])),
        LoadOptions.PreserveWhitespace);

    /// <summary>The <c>Code</c> of the error document, or an empty string when there is none.</summary>
    public string Code => Body.Length > 0 || Headers.ContainsKey("x-oss-err") ? Xml.Element("Code")?.Value ?? "" : "";

    /// <summary>The header's value, or null when it did not come.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public override string ToString() => $"{Status} {Text}";
}
