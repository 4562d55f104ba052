using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The object headers of HeadObject and GetObject responses.</summary>
internal static class ObjectHeaders
{
    public static void Describe(StoredObject stored, Answer answer)
    {
        var headers = answer.Headers;
        headers["Content-Type"] = stored.Attributes.ContentType;
        headers["Accept-Ranges"] = "bytes";
        headers["ETag"] = stored.ETag;
        headers["Last-Modified"] = HttpDates.Format(stored.End.LastModified);
        headers[OssHeaders.ObjectType] = stored.Type.ToString();
        headers[OssHeaders.HashCrc64] = stored.End.Crc64.ToString(CultureInfo.InvariantCulture);
        headers[OssHeaders.StorageClass] = stored.Attributes.StorageClass;

        if (stored.Type == ObjectType.Appendable)
            headers[OssHeaders.NextAppendPosition] = stored.LengthBytes.ToString(CultureInfo.InvariantCulture);

        if (stored.Record.ContentMd5 is not null)
            headers["Content-MD5"] = stored.Record.ContentMd5;

        if (stored.Record.SealedTime is { } sealedTime)
            headers[OssHeaders.SealedTime] = HttpDates.Format(sealedTime);

        if (stored.Attributes.Tags.Count > 0)
            headers[OssHeaders.TaggingCount] = stored.Attributes.Tags.Count.ToString(CultureInfo.InvariantCulture);

        foreach (var (name, value) in stored.Attributes.Headers.Concat(stored.Attributes.Metadata).Concat(stored.Attributes.Encryption))
            headers[name] = value;
    }
}
