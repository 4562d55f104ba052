using System.Globalization;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>ListBuckets (GetService). The marker is returned only if the listing is truncated.</summary>
internal sealed class ListBuckets(ObjectStore store, string region)
{
    public Answer Execute(OssRequest request)
    {
        var prefix = request.Target["prefix"] ?? "";
        var marker = request.Target["marker"] ?? "";
        var maxKeys = ListQuery.ReadMaxKeys(request.Target);

        var wanted = store.Buckets()
            .Where(bucket => bucket.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(bucket.Name, marker) > 0)
            .ToList();
        var page = wanted.Take(maxKeys).ToList();
        var isTruncated = page.Count > 0 && page.Count < wanted.Count;

        return Answer.FromXml(XmlDocuments.Write("ListAllMyBucketsResult", xml =>
        {
            if (isTruncated)
            {
                xml.WriteElementString("Prefix", prefix);
                xml.WriteElementString("Marker", marker);
                xml.WriteElementString("MaxKeys", maxKeys.ToString(CultureInfo.InvariantCulture));
                xml.WriteElementString("IsTruncated", "true");
                xml.WriteElementString("NextMarker", page[^1].Name);
            }

            Account.WriteOwner(xml);
            xml.WriteStartElement("Buckets");

            foreach (var bucket in page)
            {
                xml.WriteStartElement("Bucket");
                BucketElements.Write(xml, bucket, region);
                xml.WriteElementString("Region", region);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }));
    }
}
