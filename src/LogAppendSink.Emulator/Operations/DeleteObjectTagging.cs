using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>DeleteObjectTagging: 204 whether or not the object had tags.</summary>
internal sealed class DeleteObjectTagging : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        var attributes = current.Attributes with { Tags = new Dictionary<string, string>() };
        bucket.Update_NeedsLock(current, current.Record with { Attributes = attributes });
        return Task.FromResult(new Answer(204));
    }
}
