using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>DeleteBucket; the bucket must be empty.</summary>
internal sealed class DeleteBucket : IBucketOperation
{
    public async Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) =>
        await bucket.TryDeleteAsync().ConfigureAwait(false) ? new Answer(204) : throw OssErrors.BucketNotEmpty(bucket.Name).ToException();
}
