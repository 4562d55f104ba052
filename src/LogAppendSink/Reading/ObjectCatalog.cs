using System.Runtime.CompilerServices;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Lists objects and reads ranges of them, with the settings of the writer. Needs the permissions <c>oss:ListObjects</c> and
/// <c>oss:GetObject</c>, which the writer does without or has. Thread-safe.
/// </summary>
public sealed class ObjectCatalog : IDisposable
{
    private readonly IAppendStore _store;

    private ObjectCatalog(IAppendStore store) => _store = store;

    /// <summary>What the other readers of this folder ask.</summary>
    internal IObjectSource Source => _store;

    /// <summary>The clock that readers wait by.</summary>
    internal TimeProvider Time { get; private init; } = TimeProvider.System;

    /// <summary>Checks the settings; asks the store for nothing yet.</summary>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; all faults together.</exception>
    public static ObjectCatalog Open(OssAppendOptions options) => Open(options, TimeProvider.System);

    internal static ObjectCatalog Open(OssAppendOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        OssAppendOptionsRules.ThrowIfBroken(options);
        return new ObjectCatalog(Bucket.Open(options)) { Time = time };
    }

    /// <summary>All objects whose keys begin with <paramref name="prefix"/>, in the byte order of their keys, a page a request.</summary>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string? continuation = null;
        do
        {
            var listed = await _store.ListAsync(prefix, continuation, cancellationToken).ConfigureAwait(false);
            foreach (var entry in ObjectReadException.ThrowIfFailed(listed)?.Objects ?? [])
                yield return entry;
            continuation = listed.Value?.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>
    /// All objects below a prefix, in the order in which a writer made them: <c>web.clef</c>, <c>web-001.clef</c>, <c>web-002.clef</c>; names
    /// with a date by that date, where the date stands before what differs.
    /// </summary>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    public async Task<IReadOnlyList<ObjectEntry>> ListInOrderAsync(string prefix, CancellationToken cancellationToken = default)
    {
        var entries = new List<ObjectEntry>();
        await foreach (var entry in ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            entries.Add(entry);
        entries.Sort(static (a, b) => ObjectKeyOrder.Instance.Compare(a.Key, b.Key));
        return entries;
    }

    /// <summary>The length of an object in bytes; null when there is none.</summary>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    public async Task<long?> GetLengthAsync(string key, CancellationToken cancellationToken = default) =>
        (await DescribeAsync(key, cancellationToken).ConfigureAwait(false))?.LengthBytes;

    /// <summary>All that the store tells of an object but its bytes; null when there is none.</summary>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    public async Task<ObjectDescription?> DescribeAsync(string key, CancellationToken cancellationToken = default) =>
        ObjectReadException.ThrowIfFailed(await _store.DescribeAsync(key, cancellationToken).ConfigureAwait(false));

    /// <summary>The bytes from <paramref name="position"/> on, all of <paramref name="lengthBytes"/>; null when the object ends before, or is gone.</summary>
    /// <param name="key">The object.</param>
    /// <param name="position">The first byte, from 0.</param>
    /// <param name="lengthBytes">How many; all of them are held in memory.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ObjectReadException">The store did not say.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string key, long position, int lengthBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        var bytes = new byte[lengthBytes];
        var range = ObjectReadException.ThrowIfFailed(await _store.ReadAsync(key, position, bytes, cancellationToken).ConfigureAwait(false));
        return range?.CountBytes == lengthBytes ? bytes : (ReadOnlyMemory<byte>?)null; // Typed, or null would become empty memory.
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _store.Dispose();
}
