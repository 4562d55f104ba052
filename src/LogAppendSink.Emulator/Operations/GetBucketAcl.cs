using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetBucketAcl, which SDKs ask to find out whether a bucket is there.</summary>
internal sealed class GetBucketAcl : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) => Task.FromResult(AclDocument.Write(bucket.Record.Acl));
}
