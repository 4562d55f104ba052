using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>SealAppendObject: the object then rejects appends. Sealing it again returns the time of the first seal.</summary>
internal sealed class SealAppendObject(bool isAllowed) : IObjectOperation
{
    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (!isAllowed)
            throw OssErrors.SealNotSupported().ToException();

        var position = AppendPosition.Read(request.Target);

        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        if (current.Type != ObjectType.Appendable)
            throw OssErrors.ObjectNotAppendable().ToException();

        if (position != current.LengthBytes)
            throw OssErrors.PositionNotEqualToLength(current.LengthBytes).ToException();

        var sealedTime = current.Record.SealedTime ?? HttpDates.TruncateToSecond(request.Now);

        if (current.Record.SealedTime is null)
            bucket.Update_NeedsLock(current, current.Record with { SealedTime = sealedTime });

        var answer = new Answer(200);
        answer.Headers[OssHeaders.SealedTime] = HttpDates.Format(sealedTime);
        return Task.FromResult(answer);
    }
}
