using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LogAppendSink.Stores.Http;

/// <summary>The error that a store sends as XML: in the body, or for HEAD on OSS as base64 in the header <c>x-oss-err</c>.</summary>
/// <param name="Code">The error code.</param>
/// <param name="Message">The message of the store.</param>
/// <param name="RequestId">The id of the request.</param>
/// <param name="Endpoint">The endpoint of the bucket, if the request went to another one.</param>
internal sealed record StoreErrorBody(string Code, string? Message, string? RequestId, string? Endpoint)
{
    /// <summary>The store's clock, if the error refuses the time of the request; null if it is absent or unreadable.</summary>
    internal DateTimeOffset? ServerTime { get; init; }

    /// <summary>An error has some hundred bytes. A longer body is not an error of OSS.</summary>
    internal const int BytesMax = 64 * 1024;

    /// <summary>Parses the XML. Returns null if it is not an error.</summary>
    internal static StoreErrorBody? TryParse(ReadOnlySpan<byte> xml)
    {
        if (xml.IsEmpty || xml.Length > BytesMax)
            return null;

        try
        {
            var root = StoreXml.Root(xml);
            var code = Child(root, "Code");
            return root?.Name.LocalName == "Error" && code is not null
                ? new StoreErrorBody(code, Child(root, "Message"), Child(root, "RequestId"), Child(root, "Endpoint"))
                { ServerTime = Time(Child(root, "ServerTime")) }
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Parses the header of a response to HEAD. Returns null if it is not an error.</summary>
    internal static StoreErrorBody? TryParseHeader(string? base64)
    {
        var bytes = new byte[BytesMax];
        return base64 is not null && Convert.TryFromBase64String(base64, bytes, out var count) ? TryParse(bytes.AsSpan(0, count)) : null;
    }

    private static DateTimeOffset? Time(string? iso8601) =>
        DateTimeOffset.TryParse(
            iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    // Older releases add white space inside elements.
    private static string? Child(XElement? parent, string name)
    {
        var text = StoreXml.Child(parent, name)?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }
}
