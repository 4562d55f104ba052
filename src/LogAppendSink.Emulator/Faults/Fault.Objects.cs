using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults that change the object atomically, just before the request is evaluated.</summary>
public sealed partial record Fault
{
    /// <summary>The object is deleted.</summary>
    public static Fault DeletedBefore { get; } = OnCurrent(nameof(DeletedBefore), (bucket, current, _) =>
    {
        bucket.Delete_NeedsLock(current.Key);
        return Task.CompletedTask;
    });

    /// <summary>The object is replaced by an append object of the same length and other bytes.</summary>
    public static Fault ReplacedByOtherAppendBefore { get; } = OnCurrent(nameof(ReplacedByOtherAppendBefore), ReplaceByOtherAppend);

    /// <summary>The append object is sealed.</summary>
    public static Fault SealedBefore { get; } = OnCurrent(nameof(SealedBefore), (bucket, current, now) =>
    {
        bucket.Update_NeedsLock(current, current.Record with { SealedTime = current.Record.SealedTime ?? now });
        return Task.CompletedTask;
    });

    /// <summary>The object gets a retention policy; every later change returns 409 FileImmutable.</summary>
    public static Fault ImmutableBefore { get; } = OnCurrent(nameof(ImmutableBefore), (bucket, current, _) =>
    {
        bucket.Update_NeedsLock(current, current.Record with { IsImmutable = true });
        return Task.CompletedTask;
    });

    /// <summary>Another writer appends at the end, and creates the object if it does not exist.</summary>
    /// <param name="bytes">Copied.</param>
    public static Fault ForeignAppendBefore(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        return new(nameof(ForeignAppendBefore))
        {
            JustBefore_NeedsLock = (request, bucket, now) => DirectAppend.Append_NeedsLock(bucket, request.Address.Key ?? "", copy, now),
        };
    }

    /// <summary>The object is replaced by a normal object, which cannot be appended to.</summary>
    /// <param name="bytes">Copied.</param>
    public static Fault ReplacedByNormalBefore(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        return new(nameof(ReplacedByNormalBefore))
        {
            JustBefore_NeedsLock = async (request, bucket, now) =>
            {
                using var body = StagedBody.FromBytes(copy);
                var key = request.Address.Key ?? "";
                var record = new ObjectRecord(key, ObjectType.Normal, AppendObject.NewGeneration(), ObjectAttributes.For(bucket.Record))
                {
                    ContentMd5 = Convert.ToBase64String(body.Md5),
                };
                await bucket.Create_NeedsLock(record, body, now).ConfigureAwait(false);
            },
        };
    }

    // A missing object can be neither sealed nor deleted; the request is then evaluated without the fault.
    private static Fault OnCurrent(string name, Func<BucketStore, StoredObject, DateTimeOffset, Task> change) => new(name)
    {
        JustBefore_NeedsLock = (request, bucket, now) =>
            bucket.Find(request.Address.Key ?? "") is { } current ? change(bucket, current, now) : Task.CompletedTask,
    };

    private static async Task ReplaceByOtherAppend(BucketStore bucket, StoredObject current, DateTimeOffset now)
    {
        var other = new byte[current.LengthBytes];
        using (var content = bucket.OpenContent_NeedsLock(current, 0, current.LengthBytes))
            content.ReadInto(other);

        // Every byte differs from the one it replaces, so that no part matches the old content.
        for (var i = 0; i < other.Length; i++)
            other[i] ^= 1;

        using var body = StagedBody.FromBytes(other);
        var record = new ObjectRecord(current.Key, ObjectType.Appendable, AppendObject.NewGeneration(), current.Attributes);
        await bucket.Create_NeedsLock(record, body, now).ConfigureAwait(false);
    }
}
