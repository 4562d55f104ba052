using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetBucketAcl, which SDKs use to check whether a bucket exists.</summary>
internal sealed class GetBucketAcl : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) => Task.FromResult(AclDocument.Write(bucket.Record.Acl));
}
