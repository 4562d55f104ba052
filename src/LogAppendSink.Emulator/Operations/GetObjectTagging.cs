using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetObjectTagging.</summary>
internal sealed class GetObjectTagging : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        return Task.FromResult(Answer.FromXml(XmlDocuments.Write("Tagging", xml =>
        {
            xml.WriteStartElement("TagSet");

            foreach (var (key, value) in current.Attributes.Tags)
            {
                xml.WriteStartElement("Tag");
                xml.WriteElementString("Key", key);
                xml.WriteElementString("Value", value);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        })));
    }
}
