using System.Runtime.CompilerServices;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Lists objects and reads ranges of them, with the writer's settings. Requires the permissions <c>oss:ListObjects</c> and
/// <c>oss:GetObject</c>. Thread-safe.
/// </summary>
public sealed class ObjectCatalog : IDisposable
{
    private readonly IAppendStore _store;

    private ObjectCatalog(IAppendStore store) => _store = store;

    /// <summary>The store, for the other readers.</summary>
    internal IObjectSource Source => _store;

    /// <summary>The clock for waits.</summary>
    internal TimeProvider Time { get; private init; } = TimeProvider.System;

    /// <summary>Validates the settings. Sends no request.</summary>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the exception lists all errors.</exception>
    public static ObjectCatalog Open(OssAppendOptions options) => Open(options, TimeProvider.System);

    internal static ObjectCatalog Open(OssAppendOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        OssAppendOptionsRules.ThrowIfBroken(options);
        return new ObjectCatalog(Bucket.Open(options)) { Time = time };
    }

    /// <summary>
    /// Returns all objects whose keys begin with <paramref name="prefix"/>, in byte order of their keys, one page per request.
    /// </summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (var page in _store.ListPagesAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in page)
                yield return entry;
        }
    }

    /// <summary>
    /// Returns all objects with a prefix, in the order in which they were written: <c>web.clef</c>, <c>web-001.clef</c>,
    /// <c>web-002.clef</c>. Keys with a date sort by date if the date comes before the parts that differ.
    /// </summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async Task<IReadOnlyList<ObjectEntry>> ListInOrderAsync(string prefix, CancellationToken cancellationToken = default)
    {
        var entries = new List<ObjectEntry>();
        await foreach (var entry in ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            entries.Add(entry);
        entries.Sort(static (a, b) => ObjectKeyOrder.Instance.Compare(a.Key, b.Key));
        return entries;
    }

    /// <summary>Returns the length of an object in bytes; null if it does not exist.</summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default) =>
        (await DescribeAsync(key, cancellationToken).ConfigureAwait(false))?.LengthBytes;

    /// <summary>Returns the metadata of an object; null if it does not exist.</summary>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async Task<ObjectDescription?> DescribeAsync(string key, CancellationToken cancellationToken = default) =>
        ObjectReadException.ThrowIfFailed(await _store.DescribeAsync(key, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads <paramref name="lengthBytes"/> bytes from <paramref name="position"/> on; null if the object is shorter or does not
    /// exist.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="position">The zero-based position of the first byte.</param>
    /// <param name="lengthBytes">The number of bytes, all held in memory.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(
        string key, long position, int lengthBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        var bytes = new byte[lengthBytes];
        var range = ObjectReadException.ThrowIfFailed(
            await _store.ReadAsync(key, position, bytes, cancellationToken).ConfigureAwait(false));
        return range?.CountBytes == lengthBytes ? bytes : (ReadOnlyMemory<byte>?)null; // The cast keeps null from becoming empty memory.
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _store.Dispose();
}
