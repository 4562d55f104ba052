using System.Xml;

namespace LogAppendSink.Emulator.Access;

/// <summary>The one account of the emulator, which owns every bucket and object.</summary>
internal static class Account
{
    public const string Id = "1000000000000001";

    public static void WriteOwner(XmlWriter xml)
    {
        xml.WriteStartElement("Owner");
        xml.WriteElementString("ID", Id);
        xml.WriteElementString("DisplayName", Id);
        xml.WriteEndElement();
    }
}
