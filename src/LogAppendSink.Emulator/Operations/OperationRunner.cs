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

    public async Task<Answer> RunAsync(OssRequest request, CancellationToken cancellationToken)
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

        using (await bucket.EnterAsync(key, cancellationToken).ConfigureAwait(false))
            return await _onObjects[request.Operation].Execute_NeedsLock(request, bucket, bucket.Find(key)).ConfigureAwait(false);
    }
}
