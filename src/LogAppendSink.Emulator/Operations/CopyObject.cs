using System.Globalization;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// CopyObject. A copy of an object onto itself changes its metadata; an append object keeps its type. Append objects cannot be
/// copied elsewhere.
/// </summary>
internal sealed class CopyObject(ObjectStore store, Authorizer authorizer) : IObjectOperation
{
    private static readonly string[] StorageClasses = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"];

    public async Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        var source = CopySource.Parse(request[OssHeaders.CopySource] ?? "");
        authorizer.Demand(request, RequiredActions.GetObject, source.Bucket, source.Key);

        var isSelf = source == new CopySource(bucket.Name, request.Address.Key ?? "");
        var sourceBucket = isSelf ? bucket : store.FindBucket(source.Bucket) ?? throw OssErrors.NoSuchBucket(source.Bucket).ToException();
        var from = sourceBucket.Find(source.Key) ?? throw OssErrors.NoSuchKey(source.Key).ToException();

        if (CopySource.CheckConditions(request, from) is { } notModified)
            return notModified;

        if (current is { Record.IsImmutable: true })
            throw OssErrors.FileImmutable().ToException();

        if (current is not null && WriteRules.ForbidsOverwrite(request))
            throw OssErrors.FileAlreadyExists().ToException();

        if (!isSelf && from.Type == ObjectType.Appendable)
            throw OssErrors.CopyNotSupported().ToException();

        var copied = isSelf
            ? ChangeAttributes_NeedsLock(request, bucket, from)
            : await CopyContent_NeedsLock(request, bucket, sourceBucket, from).ConfigureAwait(false);

        var answer = Answer.FromXml(XmlDocuments.Write("CopyObjectResult", xml =>
        {
            xml.WriteElementString("LastModified", HttpDates.FormatIso(copied.End.LastModified));
            xml.WriteElementString("ETag", copied.ETag);
        }));

        answer.Headers[OssHeaders.HashCrc64] = copied.End.Crc64.ToString(CultureInfo.InvariantCulture);
        return answer;
    }

    // The metadata of the request applies regardless of the directive. Encryption cannot be changed.
    private static StoredObject ChangeAttributes_NeedsLock(OssRequest request, BucketStore bucket, StoredObject stored)
    {
        var classes = stored.Type == ObjectType.Appendable ? AppendObject.StorageClasses : StorageClasses;
        var given = CreationHeaders.Read(request, bucket, classes, storageClassEc: null);
        var attributes = given with
        {
            Encryption = stored.Attributes.Encryption,
            StorageClass = request.Given(OssHeaders.StorageClass) ?? stored.Attributes.StorageClass,
            Acl = CreationHeaders.Acl(request) ?? stored.Attributes.Acl,
            Tags = IsReplaced(request, OssHeaders.TaggingDirective) ? given.Tags : stored.Attributes.Tags,
        };

        _ = IsReplaced(request, OssHeaders.MetadataDirective); // only validated
        return bucket.Touch_NeedsLock(bucket.Update_NeedsLock(stored, stored.Record with { Attributes = attributes }), request.Now);
    }

    private async Task<StoredObject> CopyContent_NeedsLock(
        OssRequest request, BucketStore bucket, BucketStore sourceBucket, StoredObject from)
    {
        var given = CreationHeaders.Read(request, bucket, StorageClasses, storageClassEc: null);
        var attributes = IsReplaced(request, OssHeaders.MetadataDirective)
            ? given
            : given with
            {
                ContentType = from.Attributes.ContentType,
                Headers = from.Attributes.Headers,
                Metadata = from.Attributes.Metadata,
            };

        if (!IsReplaced(request, OssHeaders.TaggingDirective))
            attributes = attributes with { Tags = from.Attributes.Tags };

        using var content = OpenSource(sourceBucket, from);
        using var body = await StagedBody.CopyAsync(content, store.StagingDirectory).ConfigureAwait(false);
        var record = new ObjectRecord(request.Address.Key ?? "", ObjectType.Normal, AppendObject.NewGeneration(), attributes)
        {
            ContentMd5 = from.Record.ContentMd5,
        };

        return await bucket.Create_NeedsLock(record, body, request.Now).ConfigureAwait(false);
    }

    // The source is not locked, because two copies in opposite directions would deadlock. A normal object never
    // changes. If it is replaced during the copy, its file is gone, and the source counts as missing.
    private static ContentRange OpenSource(BucketStore bucket, StoredObject from)
    {
        try
        {
            return bucket.OpenContent_NeedsLock(from, firstByte: 0, from.LengthBytes);
        }
        catch (FileNotFoundException)
        {
            throw OssErrors.NoSuchKey(from.Key).ToException();
        }
        catch (DirectoryNotFoundException)
        {
            throw OssErrors.NoSuchKey(from.Key).ToException();
        }
    }

    private static bool IsReplaced(OssRequest request, string directive) => request.Given(directive)?.ToUpperInvariant() switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        _ => throw OssErrors.InvalidArgument($"{directive} must be COPY or REPLACE.").ToException(),
    };
}
