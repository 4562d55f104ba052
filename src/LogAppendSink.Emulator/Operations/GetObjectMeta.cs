using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetObjectMeta: length, ETag, time and checksum; neither the type nor the next position.</summary>
internal sealed class GetObjectMeta : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        var answer = new Answer(200) { ContentLength = current.LengthBytes };
        answer.Headers["ETag"] = current.ETag;
        answer.Headers["Last-Modified"] = HttpDates.Format(current.End.LastModified);
        answer.Headers[OssHeaders.HashCrc64] = current.End.Crc64.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(answer);
    }
}
