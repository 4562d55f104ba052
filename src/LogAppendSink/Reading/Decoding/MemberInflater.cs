using System.Buffers.Binary;
using System.IO.Compression;
using LogAppendSink.Checksums;

namespace LogAppendSink.Reading.Decoding;

/// <summary>Decompresses one gzip member piece by piece and finds its end.</summary>
/// <remarks>
/// A member does not store its compressed length, and .NET's decompressor reads ahead. A member ends with its checksum and length, which
/// are known after decompression: the inflater searches for these eight bytes in the last block. Finding them also verifies the content.
/// </remarks>
internal sealed class MemberInflater : IAsyncDisposable
{
    private const int TrailerBytes = 8;

    private readonly StoredWindow _window;
    private readonly long _limitPosition;
    private readonly MemberFeed _feed;
    private readonly DeflateStream _deflate;
    private uint _crc;

    private MemberInflater(StoredWindow window, long dataPosition, long limitPosition)
    {
        (_window, _limitPosition) = (window, limitPosition);
        _feed = new MemberFeed(window, dataPosition, limitPosition);
        _deflate = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
    }

    internal MemberState State { get; private set; }

    /// <summary>The position after the member; set when the member is whole.</summary>
    internal long EndPosition { get; private set; }

    /// <summary>The position after the last compressed byte that was read.</summary>
    internal long FedPosition => _feed.FedPosition;

    /// <summary>The window may discard bytes before this position.</summary>
    internal long NeededPosition => _feed.LastBlockPosition;

    /// <summary>The decompressed length so far, in bytes.</summary>
    internal long ContentBytes { get; private set; }

    /// <summary>Starts at a header. The state is not <see cref="MemberState.Open"/> if there is no complete header.</summary>
    /// <param name="window">Provides the bytes from <paramref name="position"/> on.</param>
    /// <param name="position">The position of the header.</param>
    /// <param name="cancellationToken">Cancels the wait for more bytes.</param>
    /// <param name="limitPosition">Bytes from this position on do not belong to the member.</param>
    internal static async ValueTask<MemberInflater> OpenAsync(
        StoredWindow window, long position, CancellationToken cancellationToken, long limitPosition = long.MaxValue)
    {
        var length = 0;
        for (var wanted = 64; length == 0; wanted *= 4)
        {
            var count = await window.EnsureAsync(
                position, (int)Math.Min(wanted, limitPosition - position), cancellationToken).ConfigureAwait(false);
            length = GzipHeader.LengthOf(window.Between(position, position + count).Span);
            if (count < wanted)
                break;
        }

        return new MemberInflater(window, position + Math.Max(length, 0), limitPosition)
        {
            State = length > 0 ? MemberState.Open : length == 0 ? MemberState.Cut : MemberState.Damaged,
        };
    }

    /// <summary>Reads content. Returns 0 at the end; <see cref="State"/> then gives the reason.</summary>
    internal async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (State != MemberState.Open)
            return 0;

        try
        {
            var count = await _deflate.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                _crc = Crc32.Append(_crc, destination.Span[..count]);
                ContentBytes += count;
                return count;
            }
        }
        catch (InvalidDataException)
        {
            State = _feed.IsDry ? MemberState.Cut : MemberState.Damaged;
            return 0;
        }

        State = _feed.IsDry ? MemberState.Cut : await FindEndAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <summary>Reads to the end and discards the content.</summary>
    internal async ValueTask<MemberState> ReadToEndAsync(Memory<byte> scratch, CancellationToken cancellationToken)
    {
        while (await ReadAsync(scratch, cancellationToken).ConfigureAwait(false) > 0)
        {
            // The content is not needed.
        }

        return State;
    }

    public ValueTask DisposeAsync() => _deflate.DisposeAsync();

    private async ValueTask<MemberState> FindEndAsync(CancellationToken cancellationToken)
    {
        var from = _feed.LastBlockPosition;
        var wanted = (int)(_feed.FedPosition - from) + TrailerBytes;
        var count = await _window.EnsureAsync(from, (int)Math.Min(wanted, _limitPosition - from), cancellationToken).ConfigureAwait(false);
        var bytes = _window.Between(from, from + count).Span;
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)ContentBytes);

        var found = -1;
        for (var at = bytes.IndexOf(trailer); at >= 0;)
        {
            // The trailer of an empty member is all zeros, and so may be its last data byte: prefer a match before a header or the end.
            found = found < 0 ? at : found;
            var rest = bytes[(at + TrailerBytes)..];
            if (rest.IsEmpty || GzipHeader.IsAt(rest))
            {
                found = at;
                break;
            }

            var next = bytes[(at + 1)..].IndexOf(trailer);
            at = next < 0 ? -1 : at + 1 + next;
        }

        if (found < 0)
            return count < wanted ? MemberState.Cut : MemberState.Damaged;
        EndPosition = from + found + TrailerBytes;
        return MemberState.Whole;
    }
}
