using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace LogAppendSink.Emulator.Tests.Wire;

/// <summary>A received response.</summary>
internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Reads a response with or without a body of known length.</summary>
    public static Reply Parse(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"Not an HTTP response: '{answer}'.");
        var lines = answer[..end].Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        return new Reply(status, headers, Encoding.UTF8.GetBytes(answer[(end + 4)..]));
    }

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as XML, or the document in <c>x-oss-err</c> for a HEAD error.</summary>
    public XElement Xml => XElement.Parse(
        Body.Length > 0 ? Text : Encoding.UTF8.GetString(Convert.FromBase64String(Headers["x-oss-err"])),
        LoadOptions.PreserveWhitespace);

    /// <summary>The <c>Code</c> of the error document, or an empty string.</summary>
    public string Code => Body.Length > 0 || Headers.ContainsKey("x-oss-err") ? Xml.Element("Code")?.Value ?? "" : "";

    /// <summary>Returns the value of a header, or null if it is missing.</summary>
    public string? this[string header] => Headers.GetValueOrDefault(header);

    public override string ToString() => $"{Status} {Text}";
}
