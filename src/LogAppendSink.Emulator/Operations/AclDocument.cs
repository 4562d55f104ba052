using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The ACL document of buckets and objects.</summary>
internal static class AclDocument
{
    public static Answer Write(string grant) => Answer.FromXml(XmlDocuments.Write("AccessControlPolicy", xml =>
    {
        Account.WriteOwner(xml);
        xml.WriteStartElement("AccessControlList");
        xml.WriteElementString("Grant", grant);
        xml.WriteEndElement();
    }));
}
