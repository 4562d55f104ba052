using System.Runtime.CompilerServices;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads an object from its first byte to the one that is last when the reading begins, by ranges of 4 MiB, three of them in memory at a time.
/// Gzip is detected by its first bytes, not by the key, and decompressed, one member or many. Thread-safe.
/// </summary>
public sealed class RecordReader
{
    /// <summary>No writer makes a record longer than a batch, and no batch is longer (<see cref="OssAppendOptions.BatchSizeLimitBytes"/>).</summary>
    internal const int RecordBytesMax = 64 * 1024 * 1024;

    private readonly IObjectSource _source;
    private readonly TimeProvider _time;

    /// <param name="catalog">Used, and not disposed.</param>
    public RecordReader(ObjectCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        (_source, _time) = (catalog.Source, catalog.Time);
    }

    /// <summary>
    /// Called with each stretch of bytes that are not what they should be; reading continues after them. Called between two blocks, from the
    /// enumeration; what it throws ends that. Default: null, damage ends the reading with an <see cref="InvalidDataException"/>.
    /// </summary>
    public Action<ObjectDamage>? OnDamage { get; init; }

    /// <summary>The records, in blocks of many; no record is ever in two of them.</summary>
    /// <param name="key">The object.</param>
    /// <param name="lengthBytes">How many stored bytes to read, e.g. the length that a listing or description told.</param>
    /// <param name="progress">Told how many stored bytes have been read so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectReadException">The store does not let us, or the object was deleted or replaced while it was read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, and <see cref="OnDamage"/> is not set.</exception>
    public IAsyncEnumerable<RecordBlock> ReadRecordsAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        ReadRecordsAsync(key, position: 0, lengthBytes, isGzip: null, progress, cancellationToken);

    /// <summary>As above, from a position on at which a record or a gzip member begins.</summary>
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

    /// <summary>All bytes, decompressed, in pieces that are each valid until the next is asked for.</summary>
    /// <inheritdoc cref="ReadRecordsAsync(string, long, IProgress{long}?, CancellationToken)"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBytesAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
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

    /// <summary>All bytes as they are stored, in pieces that are each valid until the next is asked for.</summary>
    /// <inheritdoc cref="ReadRecordsAsync(string, long, IProgress{long}?, CancellationToken)"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadStoredBytesAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
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
