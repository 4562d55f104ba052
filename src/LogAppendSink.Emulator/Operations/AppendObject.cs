using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>
/// AppendObject: a compare-and-swap on the object's length. The table of the API reference, row by row, is in <see cref="Refusal"/>.
/// </summary>
internal sealed class AppendObject(long objectSizeLimitBytes) : IObjectOperation
{
    // An append object cannot be created in the cold classes (fine-grained code 0016-00000503).
    internal static readonly string[] StorageClasses = ["Standard", "IA", "Archive"];

    public async Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (request.Target.Has("versionId"))
            throw OssErrors.InvalidArgument("The versionId parameter is not allowed for an append.", "0016-00000504").ToException();

        if (request.Given(OssHeaders.Callback) is not null || request.Target.Has("callback"))
            throw OssErrors.CallbackNotSupported().ToException();

        WriteRules.Check(request);
        var position = AppendPosition.Read(request.Target);
        var acl = CreationHeaders.Acl(request);
        var body = WriteRules.CheckedBody(request);

        if (Refusal(current, position, body.LengthBytes, objectSizeLimitBytes) is { } refusal)
            throw refusal.ToException();

        StoredObject stored;

        if (current is null)
        {
            var attributes = CreationHeaders.Read(request, bucket, StorageClasses, storageClassEc: "0016-00000503");
            var record = new ObjectRecord(request.Address.Key ?? "", ObjectType.Appendable, NewGeneration(), attributes);
            stored = await bucket.Create_NeedsLock(record, body, request.Now).ConfigureAwait(false);
        }
        else
        {
            stored = await bucket.Append_NeedsLock(current, body, request.Now).ConfigureAwait(false);

            // Of the object headers of a later append, only the ACL has an effect.
            if (acl is not null && acl != stored.Attributes.Acl)
                stored = bucket.Update_NeedsLock(stored, stored.Record with { Attributes = stored.Attributes with { Acl = acl } });
        }

        return Accepted(stored);
    }

    /// <summary>Returns the file generation of a new object.</summary>
    internal static string NewGeneration() => Guid.NewGuid().ToString("N");

    /// <summary>Returns the error of an append, or null. The object's type is checked before the position.</summary>
    internal static OssError? Refusal(StoredObject? current, long position, long bodyLengthBytes, long objectSizeLimitBytes)
    {
        if (current is { Record.IsImmutable: true })
            return OssErrors.FileImmutable();

        if (current is { Type: not ObjectType.Appendable })
            return OssErrors.ObjectNotAppendable();

        if (current is { Record.SealedTime: not null })
            return OssErrors.ObjectNotAppendable("The object is sealed and can not be appended.");

        var lengthBytes = current?.LengthBytes ?? 0;

        if (position != lengthBytes)
            return OssErrors.PositionNotEqualToLength(lengthBytes);

        return bodyLengthBytes > objectSizeLimitBytes - lengthBytes ? OssErrors.EntityTooLarge() : null;
    }

    private static Answer Accepted(StoredObject stored)
    {
        var answer = new Answer(200);
        answer.Headers["ETag"] = stored.ETag;
        answer.Headers[OssHeaders.NextAppendPosition] = stored.LengthBytes.ToString(CultureInfo.InvariantCulture);
        answer.Headers[OssHeaders.HashCrc64] = stored.End.Crc64.ToString(CultureInfo.InvariantCulture);

        foreach (var (name, value) in stored.Attributes.Encryption)
            answer.Headers[name] = value;

        return answer;
    }
}
