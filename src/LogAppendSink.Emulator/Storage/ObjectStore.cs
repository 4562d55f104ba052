using System.Collections.Concurrent;

namespace LogAppendSink.Emulator.Storage;

/// <summary>
/// Everything the emulator stores, below one data directory: <c>buckets/{bucket}/objects/…</c>, <c>staging/</c> for bodies
/// being received, and <c>lock</c>, which excludes a second emulator.
/// </summary>
internal sealed class ObjectStore : IDisposable
{
    private readonly string _bucketsDirectory;
    private readonly FileStream _lock;
    private readonly ConcurrentDictionary<string, Lazy<BucketStore>> _buckets = new(StringComparer.Ordinal);

    private ObjectStore(string dataDirectory, FileStream dataLock)
    {
        _lock = dataLock;
        _bucketsDirectory = Path.Combine(dataDirectory, "buckets");
        StagingDirectory = Path.Combine(dataDirectory, "staging");
    }

    public string StagingDirectory { get; }

    /// <exception cref="IOException">The directory cannot be written, or another emulator uses it.</exception>
    public static ObjectStore Open(string dataDirectory, DateTimeOffset now)
    {
        Directory.CreateDirectory(dataDirectory);
        var store = new ObjectStore(dataDirectory, Lock(dataDirectory));

        var loaded = false;

        try
        {
            store.Load(now);
            loaded = true;
            return store;
        }
        finally
        {
            if (!loaded)
                store.Dispose();
        }
    }

    public BucketStore? FindBucket(string name) =>
        _buckets.GetValueOrDefault(name)?.Value is { IsDeleted: false } bucket ? bucket : null;

    /// <summary>All buckets, by name.</summary>
    public IReadOnlyList<BucketStore> Buckets() => [.. _buckets.Values
        .Select(opened => opened.Value)
        .Where(bucket => !bucket.IsDeleted)
        .OrderBy(bucket => bucket.Name, StringComparer.Ordinal)];

    /// <summary>Creates a bucket; does nothing if it exists.</summary>
    public BucketStore CreateBucket(string name, BucketRecord created)
    {
        while (true)
        {
            // Opened once, even with two concurrent requests: recovery must not run while an object is being created.
            var opened = _buckets.GetOrAdd(
                name,
                bucket => new Lazy<BucketStore>(() => new BucketStore(bucket, Path.Combine(_bucketsDirectory, bucket), created)));

            if (!opened.Value.IsDeleted)
                return opened.Value;

            _buckets.TryRemove(KeyValuePair.Create(name, opened));
        }
    }

    public void Dispose() => _lock.Dispose();

    private void Load(DateTimeOffset now)
    {
        Directory.CreateDirectory(_bucketsDirectory);

        // Bodies that the previous process was receiving when it died.
        if (Directory.Exists(StagingDirectory))
            Directory.Delete(StagingDirectory, recursive: true);

        Directory.CreateDirectory(StagingDirectory);

        foreach (var directory in Directory.EnumerateDirectories(_bucketsDirectory))
            CreateBucket(Path.GetFileName(directory), new BucketRecord(now));
    }

    private static FileStream Lock(string dataDirectory)
    {
        try
        {
            return new FileStream(Path.Combine(dataDirectory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"DataDirectory '{dataDirectory}' is in use by another emulator. "
                + "Stop that emulator or choose another directory.",
                e);
        }
    }
}
