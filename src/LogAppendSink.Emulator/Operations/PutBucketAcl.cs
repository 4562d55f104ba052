using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutBucketAcl, which reads the ACL from a header.</summary>
internal sealed class PutBucketAcl : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket)
    {
        var acl = Acl(request) ?? throw OssErrors.MissingArgument().WithElement("ArgumentName", OssHeaders.BucketAcl).ToException();
        bucket.Update(bucket.Record with { Acl = acl });
        return Task.FromResult(new Answer(200));
    }

    /// <summary>Null if the header is missing.</summary>
    internal static string? Acl(OssRequest request) => request.Given(OssHeaders.BucketAcl) switch
    {
        null => null,
        "private" or "public-read" or "public-read-write" => request.Given(OssHeaders.BucketAcl),
        _ => throw OssErrors.InvalidAcl(OssHeaders.BucketAcl).ToException(),
    };
}
