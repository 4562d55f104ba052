using System.Text;
using LogAppendSink.Stores.Http;
using static LogAppendSink.Fuzz.FuzzTargets;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>Responses of a store, or of a server in its place.</summary>
internal static class StoreTargets
{
    private const string Error = """
        <?xml version="1.0" encoding="UTF-8"?>
        <Error><Code>AccessDenied</Code><Message>No &amp; never</Message><RequestId>5C3D</RequestId><HostId>h</HostId><Endpoint>oss-cn-beijing.aliyuncs.com</Endpoint></Error>
        """;

    private const string Listing = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"><Name>logs</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
        <NextContinuationToken>CgJiYw--</NextContinuationToken><Contents><Key>logs/a%20b.clef</Key><LastModified>2026-03-01T07:00:00.000Z</LastModified>
        <ETag>"5B3C"</ETag><Type>Appendable</Type><Size>344606</Size><StorageClass>Standard</StorageClass></Contents></ListBucketResult>
        """;

    private static readonly IReadOnlyList<byte[]> Xml = Texts("<a>", "</a>", "<Contents>", "<Key>", "&amp;", "&#0;", "&lol;", "<!DOCTYPE a [<!ENTITY lol 'x'>]>", "<![CDATA[", "]]>", "<!--", "<?xml", "xmlns:x='y'", "%", "%zz", "99999999999999999999", "\u00ef\u00bb\u00bf");

    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("error-body", Texts(Error), Xml, bytes => _ = StoreErrorBody.TryParse(bytes)),
        new("error-header", Texts(Convert.ToBase64String(Encoding.UTF8.GetBytes(Error))), Texts("=", "==", " ", "\n", "/", "+"), bytes => _ = StoreErrorBody.TryParseHeader(Encoding.Latin1.GetString(bytes))),
        new("listing", Texts(Listing), Xml, bytes => _ = ObjectListing.TryParse(bytes, place: null, out _)),
        new("content-range", Texts("bytes 0-99/1000"), Texts("bytes ", "-", "/", "*", "9223372036854775807"), ReadRange),
    ];

    private static void ReadRange(byte[] bytes)
    {
        if (ContentRange.TryParse(Encoding.Latin1.GetString(bytes)) is { } range && range.ToString().Length == 0)
            throw new InvalidOperationException("A range is nothing.");
    }
}
