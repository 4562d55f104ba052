using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>PutObject: replaces whatever the key holds by a normal object, which can never be appended to.</summary>
internal sealed class PutObject(long objectSizeLimitBytes) : IObjectOperation
{
    private static readonly string[] StorageClasses = ["Standard", "IA", "Archive", "ColdArchive", "DeepColdArchive"];

    public async Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        // A client that requests a callback expects the callback's response.
        if (request.Given(OssHeaders.Callback) is not null)
            throw OssErrors.NotImplementedHeader(OssHeaders.Callback).ToException();

        WriteRules.Check(request);
        var attributes = CreationHeaders.Read(request, bucket, StorageClasses, storageClassEc: null);
        var body = WriteRules.CheckedBody(request);

        if (body.LengthBytes > objectSizeLimitBytes)
            throw OssErrors.EntityTooLarge().ToException();

        if (current is { Record.IsImmutable: true })
            throw OssErrors.FileImmutable().ToException();

        if (current is not null && WriteRules.ForbidsOverwrite(request))
            throw OssErrors.FileAlreadyExists().ToException();

        var record = new ObjectRecord(request.Address.Key ?? "", ObjectType.Normal, AppendObject.NewGeneration(), attributes)
        {
            ContentMd5 = Convert.ToBase64String(body.Md5),
        };

        var stored = await bucket.Create_NeedsLock(record, body, request.Now).ConfigureAwait(false);

        var answer = new Answer(200);
        answer.Headers["ETag"] = stored.ETag;
        answer.Headers["Content-MD5"] = record.ContentMd5;
        answer.Headers[OssHeaders.HashCrc64] = stored.End.Crc64.ToString(CultureInfo.InvariantCulture);

        foreach (var (name, value) in attributes.Encryption)
            answer.Headers[name] = value;

        return answer;
    }
}
