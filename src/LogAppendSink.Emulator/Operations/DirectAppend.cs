using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>An append by another writer in the same process, without a connection and always at the end of the object.</summary>
internal static class DirectAppend
{
    public static async Task<StoredObject> Append_NeedsLock(BucketStore bucket, string key, byte[] bytes, DateTimeOffset now)
    {
        using var body = StagedBody.FromBytes(bytes);

        if (bucket.Find(key) is { } current)
            return await bucket.Append_NeedsLock(current, body, now).ConfigureAwait(false);

        var record = new ObjectRecord(key, ObjectType.Appendable, AppendObject.NewGeneration(), ObjectAttributes.For(bucket.Record));
        return await bucket.Create_NeedsLock(record, body, now).ConfigureAwait(false);
    }
}
