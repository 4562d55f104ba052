using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An operation on one key. It runs alone on that key, so that judging and applying are one step.</summary>
internal interface IObjectOperation
{
    /// <param name="request">Complete, its body received.</param>
    /// <param name="bucket">Whose lock for the key the caller holds.</param>
    /// <param name="current">What the key holds, or null.</param>
    Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current);
}
