using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An operation on an existing bucket.</summary>
internal interface IBucketOperation
{
    Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket);
}
