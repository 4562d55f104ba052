using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutObjectACL, which reads the ACL from a header and keeps the modification time.</summary>
internal sealed class PutObjectAcl : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        var acl = CreationHeaders.Acl(request)
            ?? throw OssErrors.MissingArgument().WithElement("ArgumentName", OssHeaders.ObjectAcl).ToException();

        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        bucket.Update_NeedsLock(current, current.Record with { Attributes = current.Attributes with { Acl = acl } });
        return Task.FromResult(new Answer(200));
    }
}
