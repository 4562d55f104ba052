using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutObjectTagging: replaces all tags, and leaves the time of modification alone.</summary>
internal sealed class PutObjectTagging : IObjectOperation
{
    public async Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        var document = await XmlBody.ReadAsync(request, "Tagging").ConfigureAwait(false);
        var tags = ObjectTags.Checked(XmlBody.Children(document, "TagSet")
            .SelectMany(set => XmlBody.Children(set, "Tag"))
            .Select(tag => KeyValuePair.Create(XmlBody.Text(tag, "Key") ?? "", XmlBody.Text(tag, "Value") ?? "")));

        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        bucket.Update_NeedsLock(current, current.Record with { Attributes = current.Attributes with { Tags = tags } });
        return new Answer(200);
    }
}
