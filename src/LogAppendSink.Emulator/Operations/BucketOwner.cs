using System.Xml;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The one account of the emulator.</summary>
internal static class BucketOwner
{
    private const string Id = "1000000000000001";

    public static void Write(XmlWriter xml)
    {
        xml.WriteStartElement("Owner");
        xml.WriteElementString("ID", Id);
        xml.WriteElementString("DisplayName", Id);
        xml.WriteEndElement();
    }
}
