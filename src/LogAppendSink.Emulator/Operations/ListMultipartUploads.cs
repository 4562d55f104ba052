using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// ListMultipartUploads. The list is always empty. It exists because the test suites of SDKs use it to clean up a bucket before they
/// delete it.
/// </summary>
internal sealed class ListMultipartUploads : IBucketOperation
{
    private const int MaxUploadsLimit = 1000;

    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket)
    {
        var target = request.Target;
        var isUrlEncoded = ListQuery.ReadIsUrlEncoded(target["encoding-type"]);
        var maxUploads = ReadMaxUploads(target);

        return Task.FromResult(Answer.FromXml(XmlDocuments.Write("ListMultipartUploadsResult", xml =>
        {
            if (isUrlEncoded)
                xml.WriteElementString("EncodingType", "url");

            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("KeyMarker", Text("key-marker"));
            xml.WriteElementString("UploadIdMarker", target["upload-id-marker"] ?? "");
            xml.WriteElementString("NextKeyMarker", "");
            xml.WriteElementString("NextUploadIdMarker", "");
            xml.WriteElementString("Delimiter", Text("delimiter"));
            xml.WriteElementString("Prefix", Text("prefix"));
            xml.WriteElementString("MaxUploads", maxUploads.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("IsTruncated", "false");
        })));

        string Text(string parameter)
        {
            var value = target[parameter] ?? "";
            return isUrlEncoded ? PercentEncoding.Encode(value) : value;
        }
    }

    private static int ReadMaxUploads(RequestTarget target)
    {
        if (target["max-uploads"] is not { Length: > 0 } text)
            return MaxUploadsLimit;

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var maxUploads);

        return isNumber && maxUploads is > 0 and <= MaxUploadsLimit ? maxUploads : throw ListQuery.Invalid("max-uploads", text);
    }
}
