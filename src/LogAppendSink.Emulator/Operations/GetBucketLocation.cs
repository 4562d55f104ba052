using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetBucketLocation.</summary>
internal sealed class GetBucketLocation(string region) : IBucketOperation
{
    public Task<Answer> ExecuteAsync(OssRequest request, BucketStore bucket) =>
        Task.FromResult(Answer.FromXml(XmlDocuments.Write("LocationConstraint", xml => xml.WriteString("oss-" + region))));
}
