using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutBucket. Creating one's own bucket again is accepted; every bucket here is one's own.</summary>
internal sealed class PutBucket(ObjectStore store)
{
    public Answer Execute(string bucket)
    {
        if (!ObjectAddress.IsBucketName(bucket))
            throw OssErrors.InvalidBucketName(bucket).ToException();

        store.CreateBucket(bucket);

        var answer = new Answer(200);
        answer.Headers["Location"] = "/" + bucket;
        return answer;
    }
}
