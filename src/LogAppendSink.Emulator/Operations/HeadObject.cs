using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>HeadObject: everything about an object except its content.</summary>
internal sealed class HeadObject : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        if (ReadConditions.Check(request, current) is { } notModified)
            return Task.FromResult(notModified);

        var answer = new Answer(200) { ContentLength = current.LengthBytes };
        ObjectHeaders.Describe(current, answer);
        return Task.FromResult(answer);
    }
}
