using System.Collections.Concurrent;
using LogAppendSink.Emulator.Checksums;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// The objects of one bucket. To change an object, or to read it several times consistently, first take its key's lock with
/// <see cref="EnterAsync"/>; members that need the lock end in <c>_NeedsLock</c>.
/// </summary>
internal sealed class BucketStore
{
    // Keys with equal hash share a lock, so that requests for missing keys do not use up memory.
    private const int LockCount = 256;

    private readonly string _directory;
    private readonly string _objectsDirectory;
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, LockCount).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly ConcurrentDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);

    /// <param name="name">The name of the bucket.</param>
    /// <param name="directory">The directory of the bucket; created if missing.</param>
    /// <param name="created">The record of a new bucket; an existing bucket keeps its record.</param>
    public BucketStore(string name, string directory, BucketRecord created)
    {
        Name = name;
        _directory = directory;
        _objectsDirectory = Path.Combine(directory, "objects");
        Directory.CreateDirectory(_objectsDirectory);

        foreach (var folder in ObjectFolder.All(_objectsDirectory).ToList())
        {
            if (folder.Recover() is { } recovered)
                _objects[recovered.Key] = recovered;
        }

        Record = BucketRecord.Read(directory) ?? created;
        Record.Write(directory);
    }

    public string Name { get; }

    public BucketRecord Record { get; private set; }

    /// <summary>
    /// Whether the bucket is deleted, so that nothing may be stored. Changes only while all locks are held, so any lock holder can rely on
    /// it.
    /// </summary>
    public bool IsDeleted { get; private set; }

    public async Task<KeyLock> EnterAsync(string key, CancellationToken cancellationToken)
    {
        var gate = LockFor(key);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new KeyLock(gate);
    }

    public KeyLock Enter(string key)
    {
        var gate = LockFor(key);
        gate.Wait();
        return new KeyLock(gate);
    }

    /// <summary>Changes the record of the bucket. Of two concurrent changes, the later one wins.</summary>
    public void Update(BucketRecord record)
    {
        lock (_locks)
        {
            record.Write(_directory);
            Record = record;
        }
    }

    /// <summary>Deletes the bucket if it is empty.</summary>
    /// <returns>False if the bucket is not empty.</returns>
    public async Task<bool> TryDeleteAsync()
    {
        // Locks are taken in a fixed order, and all other code holds one lock at a time, so no deadlock is possible.
        foreach (var gate in _locks)
            await gate.WaitAsync().ConfigureAwait(false);

        try
        {
            if (!_objects.IsEmpty)
                return false;

            if (!IsDeleted)
                Directory.Delete(_directory, recursive: true);

            return IsDeleted = true;
        }
        finally
        {
            foreach (var gate in _locks)
                gate.Release();
        }
    }

    /// <summary>Returns the current object, or null.</summary>
    public StoredObject? Find(string key) => _objects.GetValueOrDefault(key);

    /// <summary>Returns all objects in the order in which OSS lists them.</summary>
    public IReadOnlyList<StoredObject> Sorted() => [.. _objects.Values.OrderBy(stored => stored.Key, Utf8KeyComparer.Instance)];

    public ContentRange OpenContent_NeedsLock(StoredObject stored, long firstByte, long lengthBytes)
    {
        var path = FolderOf(stored.Key).DataPath(stored.Record.Generation);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        return new ContentRange(file, firstByte, lengthBytes);
    }

    /// <summary>Creates an object with this content and replaces any existing one.</summary>
    public async Task<StoredObject> Create_NeedsLock(ObjectRecord record, StagedBody body, DateTimeOffset now)
    {
        var previous = Find(record.Key);
        var stored = new StoredObject(record, new ObjectEnd(Sequence: 1, body.LengthBytes, body.Crc64, ToMilliseconds(now)));
        var folder = FolderOf(record.Key);

        folder.Create();
        await body.WriteToAsync(folder.DataPath(record.Generation), position: 0).ConfigureAwait(false);
        EndFile.Write(folder.EndPath(record.Generation), stored.End);
        folder.WriteRecord(record);
        _objects[record.Key] = stored;

        if (previous is not null)
            folder.DeleteGeneration(previous.Record.Generation);

        return stored;
    }

    /// <summary>Appends the body. The bytes become part of the object when the end is written; recovery relies on that.</summary>
    public async Task<StoredObject> Append_NeedsLock(StoredObject stored, StagedBody body, DateTimeOffset now)
    {
        // As documented by OSS, an empty append leaves the object unchanged.
        if (body.LengthBytes == 0)
            return stored;

        var folder = FolderOf(stored.Key);
        var end = new ObjectEnd(
            stored.End.Sequence + 1,
            stored.LengthBytes + body.LengthBytes,
            Crc64.Combine(stored.End.Crc64, body.Crc64, body.LengthBytes),
            ToMilliseconds(now));

        await body.WriteToAsync(folder.DataPath(stored.Record.Generation), stored.LengthBytes).ConfigureAwait(false);
        EndFile.Write(folder.EndPath(stored.Record.Generation), end);
        return _objects[stored.Key] = stored with { End = end };
    }

    /// <summary>Sets the last modification time without changing the content.</summary>
    public StoredObject Touch_NeedsLock(StoredObject stored, DateTimeOffset now)
    {
        var end = stored.End with { Sequence = stored.End.Sequence + 1, LastModified = ToMilliseconds(now) };
        EndFile.Write(FolderOf(stored.Key).EndPath(stored.Record.Generation), end);
        return _objects[stored.Key] = stored with { End = end };
    }

    /// <summary>Changes the record of an object but not its content or modification time.</summary>
    public StoredObject Update_NeedsLock(StoredObject stored, ObjectRecord record)
    {
        FolderOf(stored.Key).WriteRecord(record);
        return _objects[stored.Key] = stored with { Record = record };
    }

    public void Delete_NeedsLock(string key)
    {
        if (_objects.TryRemove(key, out _))
            FolderOf(key).Delete();
    }

    private ObjectFolder FolderOf(string key) => ObjectFolder.ForKey(_objectsDirectory, key);

    private SemaphoreSlim LockFor(string key) => _locks[(uint)key.GetHashCode(StringComparison.Ordinal) % LockCount];

    private static DateTimeOffset ToMilliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
