using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LogAppendSink.Reading;

namespace LogAppendSink.Stores.Oss;

/// <summary>Reads the answer to ListObjectsV2 with <c>encoding-type=url</c>.</summary>
internal static class OssListing
{
    /// <summary>1,000 entries of the longest keys, fully encoded, stay below.</summary>
    internal const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Null for what is no such answer.</summary>
    internal static ListAnswer.Page? TryParse(ReadOnlySpan<byte> xml)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xml).TrimStart('\uFEFF')), settings);
            var root = XDocument.Load(reader).Root;
            if (root?.Name.LocalName != "ListBucketResult")
                return null;

            var objects = root.Elements().Where(element => element.Name.LocalName == "Contents").Select(Entry).ToList();
            return new ListAnswer.Page(objects, Child(root, "IsTruncated") == "true" ? Decode(Child(root, "NextContinuationToken")) : null);
        }
        catch (Exception exception) when (exception is XmlException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static ObjectEntry Entry(XElement contents) => new(
        Decode(Child(contents, "Key")) ?? throw new FormatException("An entry has no key."),
        long.Parse(Child(contents, "Size") ?? "", NumberStyles.None, CultureInfo.InvariantCulture),
        DateTimeOffset.Parse(Child(contents, "LastModified") ?? "", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        IsAppendObject: Child(contents, "Type") == "Appendable");

    private static string? Child(XElement parent, string name) =>
        parent.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    private static string? Decode(string? encoded) => encoded is null ? null : Uri.UnescapeDataString(encoded);
}
