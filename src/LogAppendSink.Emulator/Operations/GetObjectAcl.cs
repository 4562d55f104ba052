using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetObjectACL.</summary>
internal sealed class GetObjectAcl : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current) => current is null
        ? throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException()
        : Task.FromResult(AclDocument.Write(current.Attributes.Acl));
}
