using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>DeleteObject: 204 whether or not the key existed.</summary>
internal sealed class DeleteObject : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is { Record.IsImmutable: true })
            throw OssErrors.FileImmutable().ToException();

        if (current is not null)
            bucket.Delete_NeedsLock(current.Key);

        return Task.FromResult(new Answer(204));
    }
}
