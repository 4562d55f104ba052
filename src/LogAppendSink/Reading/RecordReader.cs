using System.Runtime.CompilerServices;
using LogAppendSink.Stores;

namespace LogAppendSink.Reading;

/// <summary>
/// Reads an object from its first byte to the one that is last when the reading begins, by ranges of 4 MiB, three of them in memory at a time.
/// Gzip is told by its first bytes, not by the key, and decompressed, one member or many. Thread-safe.
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

    /// <summary>The records, in blocks of many; no record is ever in two of them.</summary>
    /// <param name="key">The object.</param>
    /// <param name="lengthBytes">How many stored bytes to read, e.g. the length that a listing or description told.</param>
    /// <param name="progress">Told how many stored bytes have been read so far.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectReadException">The store does not let us, or the object was deleted or replaced while it was read.</exception>
    /// <exception cref="InvalidDataException">It begins as gzip and is none further on.</exception>
    public async IAsyncEnumerable<RecordBlock> ReadRecordsAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chunks = await OpenAsync(key, lengthBytes, progress, cancellationToken).ConfigureAwait(false);
        await using (chunks.ConfigureAwait(false))
        {
            // What stands behind the last line feed, waiting for the rest of its record.
            var torn = new MemoryStream();
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { IsEmpty: false } chunk)
            {
                var first = chunk.Span.IndexOf((byte)'\n') + 1;
                if (torn.Length > 0 && first > 0)
                {
                    torn.Write(chunk.Span[..first]);
                    yield return new RecordBlock(Taken(torn), IsTorn: false);
                    chunk = chunk[first..];
                }

                var end = chunk.Span.LastIndexOf((byte)'\n') + 1;
                if (end > 0)
                    yield return new RecordBlock(chunk[..end], IsTorn: false);
                torn.Write(chunk.Span[end..]);
                if (torn.Length > RecordBytesMax)
                    throw new InvalidDataException($"'{key}' has no line feed within {RecordBytesMax} bytes: these are no records. Read it as it is stored.");
            }

            if (torn.Length > 0)
                yield return new RecordBlock(Taken(torn), IsTorn: true);
        }
    }

    /// <summary>All bytes, decompressed, in pieces that are each valid until the next is asked for.</summary>
    /// <inheritdoc cref="ReadRecordsAsync"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadBytesAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chunks = await OpenAsync(key, lengthBytes, progress, cancellationToken).ConfigureAwait(false);
        await using (chunks.ConfigureAwait(false))
        {
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { IsEmpty: false } chunk)
                yield return chunk;
        }
    }

    /// <summary>All bytes as they are stored, in pieces that are each valid until the next is asked for.</summary>
    /// <inheritdoc cref="ReadRecordsAsync"/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadStoredBytesAsync(
        string key, long lengthBytes, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var chunks = StoredChunks(key, lengthBytes, progress);
        await using (chunks.ConfigureAwait(false))
        {
            while (await chunks.NextAsync(cancellationToken).ConfigureAwait(false) is { IsEmpty: false } chunk)
                yield return chunk;
        }
    }

    private CountedChunks StoredChunks(string key, long lengthBytes, IProgress<long>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        return new CountedChunks(new ObjectChunks(_source, _time, key, position: 0, lengthBytes), progress);
    }

    private async ValueTask<IChunkSource> OpenAsync(string key, long lengthBytes, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var stored = StoredChunks(key, lengthBytes, progress);
        try
        {
            var first = await stored.NextAsync(cancellationToken).ConfigureAwait(false);
            return GzipFormat.IsHeader(first.Span) ? new GunzippedChunks(stored, first) : new BegunChunks(stored, first);
        }
        catch
        {
            await stored.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static ReadOnlyMemory<byte> Taken(MemoryStream stream)
    {
        var bytes = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        stream.SetLength(0);
        return bytes;
    }
}
