using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetObjectACL.</summary>
internal sealed class GetObjectAcl : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        return Task.FromResult(Answer.FromXml(XmlDocuments.Write("AccessControlPolicy", xml =>
        {
            Account.WriteOwner(xml);
            xml.WriteStartElement("AccessControlList");
            xml.WriteElementString("Grant", current.Attributes.Acl);
            xml.WriteEndElement();
        })));
    }
}
