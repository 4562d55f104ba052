using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>Carries a request out, once it is complete and its sender is known.</summary>
internal sealed class OperationRunner(ObjectStore store, OssEmulatorOptions options)
{
    private readonly PutBucket _putBucket = new(store);

    private readonly Dictionary<OssOperation, IObjectOperation> _onObjects = new()
    {
        [OssOperation.Append] = new AppendObject(options.ObjectSizeLimitBytes),
        [OssOperation.Seal] = new SealAppendObject(options.AllowSeal),
        [OssOperation.Head] = new HeadObject(),
        [OssOperation.GetMeta] = new GetObjectMeta(),
        [OssOperation.Get] = new GetObject(),
        [OssOperation.GetAcl] = new GetObjectAcl(),
        [OssOperation.Put] = new PutObject(options.ObjectSizeLimitBytes),
        [OssOperation.Delete] = new DeleteObject(),
    };

    /// <param name="request">Complete.</param>
    /// <param name="justBefore">What happens to the key before the request is judged, under the same lock; null for nothing.</param>
    /// <returns>The answer, also where it is an error.</returns>
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
            // A full or unwritable disk is this server's trouble, and the service's word for it is InternalError.
            return Answer.FromError(OssErrors.InternalError($"The emulator could not use its data directory: {e.Message}"));
        }
    }

    private async Task<Answer> ExecuteAsync(OssRequest request, Func<OssRequest, BucketStore, DateTimeOffset, Task>? justBefore)
    {
        var bucketName = request.Address.Bucket ?? "";

        if (request.Operation == OssOperation.PutBucket)
            return _putBucket.Execute(bucketName);

        if (request.Operation == OssOperation.Unsupported)
            throw OperationSelector.Refusal(request).ToException();

        var bucket = store.FindBucket(bucketName) ?? throw OssErrors.NoSuchBucket(bucketName).ToException();

        if (request.Operation == OssOperation.List)
            return ListObjects.Execute(request, bucket);

        var key = request.Address.Key ?? "";

        // Never cancelled: a request that is complete is carried out, whether or not its client still waits.
        using (await bucket.EnterAsync(key, CancellationToken.None).ConfigureAwait(false))
        {
            if (justBefore is not null)
                await justBefore(request, bucket, request.Now).ConfigureAwait(false);

            return await _onObjects[request.Operation].Execute_NeedsLock(request, bucket, bucket.Find(key)).ConfigureAwait(false);
        }
    }
}
