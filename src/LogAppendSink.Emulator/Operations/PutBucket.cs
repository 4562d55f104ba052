using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// PutBucket. Creating an existing bucket succeeds without changes, as OSS does for the owner; the emulator's account owns all buckets.
/// </summary>
internal sealed class PutBucket(ObjectStore store)
{
    private const string Root = "CreateBucketConfiguration";

    private static readonly string[] StorageClasses = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"];

    public async Task<Answer> ExecuteAsync(OssRequest request)
    {
        var bucket = request.Address.Bucket ?? "";

        if (!ObjectAddress.IsBucketName(bucket))
            throw OssErrors.InvalidBucketName(bucket).ToException();

        store.CreateBucket(bucket, await ReadAsync(request).ConfigureAwait(false));

        var answer = new Answer(200);
        answer.Headers["Location"] = "/" + bucket;
        return answer;
    }

    private static async Task<BucketRecord> ReadAsync(OssRequest request)
    {
        var record = new BucketRecord(request.Now) { Acl = PutBucketAcl.Acl(request) ?? "private" };

        if (request.Body is not { LengthBytes: > 0 })
            return record;

        var configuration = await XmlBody.ReadAsync(request, Root).ConfigureAwait(false);
        var storageClass = configuration.TextOf("StorageClass") ?? record.StorageClass;
        var redundancy = configuration.TextOf("DataRedundancyType") ?? record.DataRedundancyType;

        if (!StorageClasses.Contains(storageClass))
            throw OssErrors.InvalidArgument($"The storage class '{storageClass}' is unknown.").ToException();

        if (redundancy is not ("LRS" or "ZRS"))
            throw OssErrors.InvalidArgument($"The data redundancy type '{redundancy}' is unknown.").ToException();

        return record with { StorageClass = storageClass, DataRedundancyType = redundancy };
    }
}
