using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>The error that OSS sends as XML: in the body, or for HEAD as base64 in the header <c>x-oss-err</c>.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">OSS's words.</param>
/// <param name="RequestId">The id of the request.</param>
/// <param name="Endpoint">Where the bucket lives, when it was asked for elsewhere.</param>
internal sealed record StoreErrorBody(string Code, string? Message, string? RequestId, string? Endpoint)
{
    /// <summary>The store's clock, in the error of a request whose time it refuses; null where it is absent or unreadable.</summary>
    internal DateTimeOffset? ServerTime { get; init; }

    /// <summary>An error is some hundred bytes; more than this is no error of OSS.</summary>
    internal const int BytesMax = 64 * 1024;

    /// <summary>Null for what is no such XML.</summary>
    internal static StoreErrorBody? TryParse(ReadOnlySpan<byte> xml)
    {
        if (xml.IsEmpty || xml.Length > BytesMax)
            return null;

        try
        {
            var root = StoreXml.Root(xml);
            var code = Child(root, "Code");
            return root?.Name.LocalName == "Error" && code is not null
                ? new StoreErrorBody(code, Child(root, "Message"), Child(root, "RequestId"), Child(root, "Endpoint")) { ServerTime = Time(Child(root, "ServerTime")) }
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>As above, from the header of an answer to HEAD.</summary>
    internal static StoreErrorBody? TryParseHeader(string? base64)
    {
        var bytes = new byte[BytesMax];
        return base64 is not null && Convert.TryFromBase64String(base64, bytes, out var count) ? TryParse(bytes.AsSpan(0, count)) : null;
    }

    private static DateTimeOffset? Time(string? iso8601) =>
        DateTimeOffset.TryParse(iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    // Older answers have white space inside elements.
    private static string? Child(XElement? parent, string name)
    {
        var text = StoreXml.Child(parent, name)?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
