using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Applies a complete and authorized request.</summary>
internal sealed class OperationRunner(ObjectStore store, Authorizer authorizer, OssEmulatorOptions options)
{
    private readonly PutBucket _putBucket = new(store);
    private readonly ListBuckets _listBuckets = new(store, options.Region);

    private readonly Dictionary<OssOperation, IBucketOperation> _onBuckets = new()
    {
        [OssOperation.List] = new ListObjects(),
        [OssOperation.ListMultipartUploads] = new ListMultipartUploads(),
        [OssOperation.DeleteBucket] = new DeleteBucket(),
        [OssOperation.GetBucketInfo] = new GetBucketInfo(options.Region),
        [OssOperation.GetBucketLocation] = new GetBucketLocation(options.Region),
        [OssOperation.GetBucketAcl] = new GetBucketAcl(),
        [OssOperation.PutBucketAcl] = new PutBucketAcl(),
        [OssOperation.DeleteMultiple] = new DeleteMultipleObjects(authorizer),
    };

    private readonly Dictionary<OssOperation, IObjectOperation> _onObjects = new()
    {
        [OssOperation.Append] = new AppendObject(options.ObjectSizeLimitBytes),
        [OssOperation.Seal] = new SealAppendObject(options.AllowSeal),
        [OssOperation.Head] = new HeadObject(),
        [OssOperation.GetMeta] = new GetObjectMeta(),
        [OssOperation.Get] = new GetObject(),
        [OssOperation.GetAcl] = new GetObjectAcl(),
        [OssOperation.PutAcl] = new PutObjectAcl(),
        [OssOperation.GetTagging] = new GetObjectTagging(),
        [OssOperation.PutTagging] = new PutObjectTagging(),
        [OssOperation.DeleteTagging] = new DeleteObjectTagging(),
        [OssOperation.Put] = new PutObject(options.ObjectSizeLimitBytes),
        [OssOperation.Copy] = new CopyObject(store, authorizer),
        [OssOperation.Delete] = new DeleteObject(),
    };

    /// <param name="request">The complete request.</param>
    /// <param name="justBefore">A change to the key under the same lock, before the request is evaluated; null for none.</param>
    /// <returns>The response, which may be an error.</returns>
    public async Task<Answer> RunAsync(OssRequest request, Func<OssRequest, BucketStore, DateTimeOffset, Task>? justBefore)
    {
        try
        {
            return await ExecuteAsync(request, justBefore).ConfigureAwait(false);
        }
        catch (OssErrorException e)
        {
            return Answer.FromError(e.Error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full or unwritable disk is a server failure, which OSS reports as InternalError.
            return Answer.FromError(OssErrors.InternalError($"The emulator cannot access its data directory: {e.Message}"));
        }
    }

    private async Task<Answer> ExecuteAsync(OssRequest request, Func<OssRequest, BucketStore, DateTimeOffset, Task>? justBefore)
    {
        switch (request.Operation)
        {
            case OssOperation.Unsupported:
                throw OperationSelector.Refusal(request).ToException();
            case OssOperation.ListBuckets:
                return _listBuckets.Execute(request);
            case OssOperation.PutBucket:
                return await _putBucket.ExecuteAsync(request).ConfigureAwait(false);
        }

        var bucketName = request.Address.Bucket ?? "";
        var bucket = store.FindBucket(bucketName) ?? throw OssErrors.NoSuchBucket(bucketName).ToException();

        if (_onBuckets.TryGetValue(request.Operation, out var onBucket))
            return await onBucket.ExecuteAsync(request, bucket).ConfigureAwait(false);

        var key = request.Address.Key ?? "";

        // Never cancelled: a complete request is applied even if its client has disconnected.
        using (await bucket.EnterAsync(key, CancellationToken.None).ConfigureAwait(false))
        {
            if (bucket.IsDeleted)
                throw OssErrors.NoSuchBucket(bucketName).ToException();

            if (justBefore is not null)
                await justBefore(request, bucket, request.Now).ConfigureAwait(false);

            return await _onObjects[request.Operation].Execute_NeedsLock(request, bucket, bucket.Find(key)).ConfigureAwait(false);
        }
    }
}
