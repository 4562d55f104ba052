using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutObjectTagging: replaces all tags and keeps the modification time.</summary>
internal sealed class PutObjectTagging : IObjectOperation
{
    public async Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        var document = await XmlBody.ReadAsync(request, "Tagging").ConfigureAwait(false);
        document.AllowOnly("TagSet");
        var set = document.Single("TagSet");
        set.AllowOnly("Tag");
        var tags = ObjectTags.Checked(set.Children.Select(Read));

        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        bucket.Update_NeedsLock(current, current.Record with { Attributes = current.Attributes with { Tags = tags } });
        return new Answer(200);
    }

    private static KeyValuePair<string, string> Read(DocumentElement tag)
    {
        tag.AllowOnly("Key", "Value");
        return KeyValuePair.Create(tag.Single("Key").Text.Trim(), tag.TextOf("Value") ?? "");
    }
}
