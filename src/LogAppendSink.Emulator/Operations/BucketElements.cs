using System.Xml;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The bucket elements that GetBucketInfo and ListBuckets share.</summary>
internal static class BucketElements
{
    /// <summary>The one resource group of the emulator's account.</summary>
    private const string ResourceGroupId = "rg-emulator";

    public static void Write(XmlWriter xml, BucketStore bucket, string region)
    {
        xml.WriteElementString("CreationDate", HttpDates.FormatIso(bucket.Record.CreationDate));
        xml.WriteElementString("ExtranetEndpoint", $"oss-{region}.aliyuncs.com");
        xml.WriteElementString("IntranetEndpoint", $"oss-{region}-internal.aliyuncs.com");
        xml.WriteElementString("Location", "oss-" + region);
        xml.WriteElementString("StorageClass", bucket.Record.StorageClass);
        xml.WriteElementString("Name", bucket.Name);
        xml.WriteElementString("ResourceGroupId", ResourceGroupId);
    }
}
