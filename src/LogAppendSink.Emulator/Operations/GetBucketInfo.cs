using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// GetBucketInfo. The endpoints are those of the real service, not the emulator's. Features that are not emulated are reported as off,
/// because the Go SDK v2 needs these elements.
/// </summary>
internal sealed class GetBucketInfo(string region) : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) =>
        Task.FromResult(Answer.FromXml(XmlDocuments.Write("BucketInfo", xml =>
        {
            xml.WriteStartElement("Bucket");
            BucketElements.Write(xml, bucket, region);
            xml.WriteElementString("Comment", "");
            xml.WriteElementString("AccessMonitor", "Disabled");
            xml.WriteElementString("BlockPublicAccess", "false");
            xml.WriteElementString("CrossRegionReplication", "Disabled");
            xml.WriteElementString("TransferAcceleration", "Disabled");
            xml.WriteElementString("DataRedundancyType", bucket.Record.DataRedundancyType);
            Account.WriteOwner(xml);
            xml.WriteStartElement("AccessControlList");
            xml.WriteElementString("Grant", bucket.Record.Acl);
            xml.WriteEndElement();
            xml.WriteStartElement("ServerSideEncryptionRule");
            xml.WriteElementString("SSEAlgorithm", "None");
            xml.WriteEndElement();
            xml.WriteStartElement("BucketPolicy");
            xml.WriteElementString("LogBucket", "");
            xml.WriteElementString("LogPrefix", "");
            xml.WriteEndElement();
            xml.WriteEndElement();
        })));
}
