using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>DeleteMultipleObjects: deletes up to a thousand keys one by one.</summary>
internal sealed class DeleteMultipleObjects(Authorizer authorizer) : IBucketOperation
{
    private const int KeyLimit = 1000;

    public async Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket)
    {
        if (string.IsNullOrEmpty(request["Content-MD5"]))
            throw OssErrors.MissingArgument().WithElement("ArgumentName", "Content-MD5").ToException();

        var isUrlEncoded = ListQuery.ReadIsUrlEncoded(request.Target["encoding-type"] ?? request["encoding-type"]);
        var document = await XmlBody.ReadAsync(request, "Delete").ConfigureAwait(false);
        document.AllowOnly("Quiet", "Object");
        var isQuiet = string.Equals(document.TextOf("Quiet"), "true", StringComparison.OrdinalIgnoreCase);
        var keys = Keys(document);

        foreach (var key in keys)
            authorizer.Demand(request, RequiredActions.DeleteObject, bucket.Name, key);

        var refused = new Dictionary<string, OssError>(StringComparer.Ordinal);

        foreach (var key in keys)
        {
            if (await TryDeleteAsync(bucket, key).ConfigureAwait(false) is { } error)
                refused[key] = error;
        }

        return isQuiet && refused.Count == 0 ? new Answer(200) : Result(keys, refused, isQuiet, isUrlEncoded);
    }

    private static List<string> Keys(DocumentElement document)
    {
        var keys = document.All("Object").Select(Key).Distinct(StringComparer.Ordinal).ToList();

        if (keys.Count is 0 or > KeyLimit)
            throw OssErrors.MalformedXml($"The document has {keys.Count} keys; give 1 to {KeyLimit}.").ToException();

        return keys.Contains("") ? throw OssErrors.MalformedXml("A key is empty.").ToException() : keys;
    }

    private static string Key(DocumentElement item)
    {
        item.AllowOnly("Key", "VersionId");

        // If VersionId were ignored, the only version would be deleted.
        if (item.TextOf("VersionId") is { Length: > 0 })
            throw OssErrors.NotImplementedHere("the deletion of a version").ToException();

        return item.Single("Key").Text;
    }

    private static async Task<OssError?> TryDeleteAsync(BucketStore bucket, string key)
    {
        using (await bucket.EnterAsync(key, CancellationToken.None).ConfigureAwait(false))
        {
            if (bucket.Find(key) is { Record.IsImmutable: true })
                return OssErrors.FileImmutable();

            bucket.Delete_NeedsLock(key);
            return null;
        }
    }

    private static Answer Result(List<string> keys, Dictionary<string, OssError> refused, bool isQuiet, bool isUrlEncoded) =>
        Answer.FromXml(XmlDocuments.Write("DeleteResult", xml =>
        {
            if (isUrlEncoded)
                xml.WriteElementString("EncodingType", "url");

            foreach (var key in keys)
            {
                var error = refused.GetValueOrDefault(key);

                if (error is null && isQuiet)
                    continue;

                xml.WriteStartElement(error is null ? "Deleted" : "Error");
                xml.WriteElementString("Key", isUrlEncoded ? PercentEncoding.Encode(key) : key);

                if (error is not null)
                {
                    xml.WriteElementString("Code", error.Code);
                    xml.WriteElementString("Message", error.Message);
                }

                xml.WriteEndElement();
            }
        }));
}
