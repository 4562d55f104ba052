using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetBucketInfo. The endpoints are those the bucket would have at the service, not the emulator's own.</summary>
internal sealed class GetBucketInfo(string region) : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) =>
        Task.FromResult(Answer.FromXml(XmlDocuments.Write("BucketInfo", xml =>
        {
            xml.WriteStartElement("Bucket");
            BucketElements.Write(xml, bucket, region);
            xml.WriteElementString("DataRedundancyType", bucket.Record.DataRedundancyType);
            Account.WriteOwner(xml);
            xml.WriteStartElement("AccessControlList");
            xml.WriteElementString("Grant", bucket.Record.Acl);
            xml.WriteEndElement();
            xml.WriteEndElement();
        })));
}
