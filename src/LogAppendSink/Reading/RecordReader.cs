using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads an object from its first byte to its length at the start, in ranges of 4 MiB, at most three in memory. Gzip, with one member or
/// many, is detected by its first bytes, not by the key, and decompressed. Thread-safe.
/// </summary>
public sealed class RecordReader
{
    /// <summary>
    /// The longest record, in bytes. A record fits in a batch, and no batch is larger (<see cref="OssAppendOptions.BatchSizeLimitBytes"/>).
    /// </summary>
    internal const int RecordBytesMax = 64 * 1024 * 1024;

    private readonly IObjectSource _source;
    private readonly TimeProvider _time;

    /// <param name="catalog">The store to read; not disposed.</param>
    public RecordReader(ObjectCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        (_source, _time) = (catalog.Source, catalog.Time);
    }

    /// <summary>
    /// Called with each damaged range; reading continues after it. Called between two blocks, from the enumeration; an exception ends the
    /// enumeration. Default: null, damage throws <see cref="InvalidDataException"/>.
    /// </summary>
    public Action<ObjectDamage>? OnDamage { get; init; }

    /// <summary>Returns the records in blocks. A record is never split between blocks.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="lengthBytes">How many stored bytes to read, e.g. the length from a listing.</param>
    /// <param name="progress">Receives the number of stored bytes read so far.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ObjectReadException">The store cannot be reached or refuses the request, or the object was deleted or replaced
    /// during the read.</exception>
    /// <exception cref="InvalidDataException">The object is damaged, and <see cref="OnDamage"/> is not set.</exception>
    public IAsyncEnumerable<RecordBlock> ReadRecordsAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        ReadRecordsAsync(key, position: 0, lengthBytes, isGzip: null, progress, cancellationToken);

    /// <summary>As above, from a position at which a record or gzip member starts.</summary>
    internal async IAsyncEnumerable<RecordBlock> ReadRecordsAsync(
        string key,
        long position,
        long lengthBytes,
        bool? isGzip,
        IProgress<long>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stored = StoredChunks(key, position, lengthBytes, progress);
        await using (stored.ConfigureAwait(false))
        {
            var records = new StoredRecords(stored, position, isGzip, StoredContentLimits.Large, joinsMembers: true);
            await foreach (var block in records.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (block.Damage is { } damage)
                    Report(key, damage);
                else
                    yield return new RecordBlock(block.Bytes, block.IsTorn);
            }
        }
    }

    /// <summary>Returns all bytes, decompressed, in pieces; each is valid until the next is requested.</summary>
    /// <inheritdoc cref="ReadRecordsAsync(string, long, IProgress{long}?, CancellationToken)"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBytesAsync(
        string key,
        long lengthBytes,
        IProgress<long>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var stored = StoredChunks(key, position: 0, lengthBytes, progress);
        await using (stored.ConfigureAwait(false))
        {
            var content = new StoredContent(stored, position: 0, isGzip: null, StoredContentLimits.Large);
            await foreach (var piece in content.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (piece.Kind == ContentPieceKind.Damage)
                    Report(key, piece.Damage);
                else if (!piece.Bytes.IsEmpty)
                    yield return piece.Bytes;
            }
        }
    }

    /// <summary>Returns all bytes as stored, in pieces; each is valid until the next is requested.</summary>
    /// <inheritdoc cref="ReadRecordsAsync(string, long, IProgress{long}?, CancellationToken)"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadStoredBytesAsync(
        string key,
        long lengthBytes,
        IProgress<long>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chunks = StoredChunks(key, position: 0, lengthBytes, progress);
        await using (chunks.ConfigureAwait(false))
        {
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { IsEmpty: false } chunk)
                yield return chunk;
        }
    }

    private CountedChunks StoredChunks(string key, long position, long lengthBytes, IProgress<long>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        return new CountedChunks(new ObjectChunks(_source, _time, key, position, lengthBytes), progress, position);
    }

    private void Report(string key, StoredDamage damage)
    {
        var reported = ObjectDamage.Of(key, damage);
        if (OnDamage is null)
            throw new InvalidDataException(reported.Message);
        OnDamage(reported);
    }
}
