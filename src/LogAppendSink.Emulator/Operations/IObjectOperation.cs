using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An operation on one key. It runs under the key's lock, so that checking and applying are atomic.</summary>
internal interface IObjectOperation
{
    /// <param name="request">The request with its complete body.</param>
    /// <param name="bucket">The bucket; the caller holds the lock of the key.</param>
    /// <param name="current">The current object, or null.</param>
    Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current);
}
