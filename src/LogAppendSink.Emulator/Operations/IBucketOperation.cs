using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An operation on a bucket that is there.</summary>
internal interface IBucketOperation
{
    Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket);
}
