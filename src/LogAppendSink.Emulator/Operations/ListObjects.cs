using System.Globalization;
using System.Xml;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>ListObjects and ListObjectsV2, which differ in how they continue after a page.</summary>
internal sealed class ListObjects : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket)
    {
        var query = ListQuery.Read(request.Target);
        var page = ListPage.Take(bucket.Sorted(), query, query.ContinueAfter());

        return Task.FromResult(Answer.FromXml(XmlDocuments.Write("ListBucketResult", xml => Write(xml, bucket.Name, query, page))));
    }

    private static void Write(XmlWriter xml, string bucket, ListQuery query, ListPage page)
    {
        xml.WriteElementString("Name", bucket);
        xml.WriteElementString("Prefix", Text(query.Prefix));

        if (query.IsV1)
            xml.WriteElementString("Marker", Text(query.StartAfter));
        else if (query.StartAfter.Length > 0)
            xml.WriteElementString("StartAfter", Text(query.StartAfter));

        xml.WriteElementString("MaxKeys", query.MaxKeys.ToString(CultureInfo.InvariantCulture));
        xml.WriteElementString("Delimiter", Text(query.Delimiter));

        if (query.IsUrlEncoded)
            xml.WriteElementString("EncodingType", "url");

        xml.WriteElementString("IsTruncated", page.Last is null ? "false" : "true");

        if (query.ContinuationToken is not null)
            xml.WriteElementString("ContinuationToken", query.ContinuationToken);

        if (page.Last is not null && query.IsV1)
            xml.WriteElementString("NextMarker", Text(page.Last));
        else if (page.Last is not null)
            xml.WriteElementString("NextContinuationToken", Text(ListQuery.TokenAfter(page.Last)));

        foreach (var stored in page.Contents)
            WriteObject(stored);

        foreach (var prefix in page.CommonPrefixes)
        {
            xml.WriteStartElement("CommonPrefixes");
            xml.WriteElementString("Prefix", Text(prefix));
            xml.WriteEndElement();
        }

        if (!query.IsV1)
            xml.WriteElementString("KeyCount", page.Count.ToString(CultureInfo.InvariantCulture));

        void WriteObject(StoredObject stored)
        {
            xml.WriteStartElement("Contents");
            xml.WriteElementString("Key", Text(stored.Key));
            xml.WriteElementString("LastModified", HttpDates.FormatIso(stored.End.LastModified));
            xml.WriteElementString("ETag", stored.ETag);
            xml.WriteElementString("Type", stored.Type.ToString());
            xml.WriteElementString("Size", stored.LengthBytes.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("StorageClass", stored.Attributes.StorageClass);

            if (query.IncludesOwner)
                Account.WriteOwner(xml);

            xml.WriteEndElement();
        }

        string Text(string value) => query.IsUrlEncoded ? PercentEncoding.Encode(value) : value;
    }
}
