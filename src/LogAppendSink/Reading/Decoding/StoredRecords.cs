using System.Buffers;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Reading.Decoding;

/// <summary>Splits the content of an object into blocks of whole records.</summary>
internal sealed class StoredRecords
{
    private readonly StoredContent _content;
    private readonly StoredContentLimits _limits;
    private readonly bool _joinsMembers;

    // The incomplete record after the last line feed.
    private readonly ArrayBufferWriter<byte> _torn = new();
    private StoredBlock _tornPlace;
    private bool _isSkipping;
    private long _memberPosition = -1;
    private int _index;

    /// <param name="source">The stored bytes; not disposed.</param>
    /// <param name="position">The position of the first stored byte, at a record or member boundary.</param>
    /// <param name="isGzip">Whether the object is compressed; null to detect it from the first bytes.</param>
    /// <param name="limits">The memory limits.</param>
    /// <param name="joinsMembers">Whether a record may span two members, as other compressors write them.</param>
    internal StoredRecords(IChunkSource source, long position, bool? isGzip, StoredContentLimits limits, bool joinsMembers = false) =>
        (_content, _limits, _joinsMembers) = (new StoredContent(source, position, isGzip, limits), limits, joinsMembers);

    /// <summary>Reads the blocks in order. Can be enumerated once. Stops when the content limit is used up.</summary>
    internal async IAsyncEnumerable<StoredBlock> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var piece in _content.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            _limits.Meter?.Add(piece.Bytes.Span);
            if (_limits.Meter?.IsExhausted == true)
                yield break;
            switch (piece.Kind)
            {
                case ContentPieceKind.MemberEnd:
                    if (!_joinsMembers && TakeTorn() is { } last)
                        yield return last with { IsMemberEnd = true };
                    break;
                case ContentPieceKind.Damage:
                    if (TakeTorn() is { } cut)
                        yield return cut;
                    yield return new StoredBlock(default, piece.Position) { Damage = piece.Damage };
                    break;
                default:
                    var isMember = piece.Kind == ContentPieceKind.Member;
                    if (_torn.WrittenCount > 0 && isMember != _tornPlace.FirstIndex.HasValue && TakeTorn() is { } other)
                        yield return other;
                    var place = Begin(piece, isMember);
                    if (TakeFirst(ref place) is { } first)
                        yield return first;
                    if (TakeLines(ref place) is { } lines)
                        yield return lines;
                    if (Keep(place) is { } tooLong)
                        yield return tooLong;
                    break;
            }
        }

        if (_limits.Meter?.IsExhausted != true && TakeTorn() is { } end)
            yield return end;
    }

    private StoredBlock Begin(ContentPiece piece, bool isMember)
    {
        if (!isMember)
            return new StoredBlock(piece.Bytes, piece.Position);
        if (_memberPosition != piece.Position)
            (_memberPosition, _index) = (piece.Position, 0);
        return new StoredBlock(piece.Bytes, piece.Position) { FirstIndex = _index };
    }

    /// <summary>Completes the record that began in an earlier piece.</summary>
    private StoredBlock? TakeFirst(ref StoredBlock place)
    {
        if (_torn.WrittenCount == 0 && !_isSkipping)
            return null;
        var length = place.Bytes.Span.IndexOf((byte)'\n') + 1;
        if (length == 0)
            return null;

        if (!_isSkipping)
            _torn.Write(place.Bytes.Span[..length]);
        var isSkipped = _isSkipping;
        _isSkipping = false;
        place = After(place, length, lines: 1);
        return isSkipped ? null : TakeTorn(isTorn: false);
    }

    private StoredBlock? TakeLines(ref StoredBlock place)
    {
        var length = _isSkipping ? 0 : place.Bytes.Span.LastIndexOf((byte)'\n') + 1;
        if (length == 0)
            return null;
        var lines = place with { Bytes = place.Bytes[..length] };
        place = After(place, length, place.FirstIndex is null ? 0 : lines.Bytes.Span.Count((byte)'\n'));
        return lines;
    }

    private StoredBlock After(StoredBlock place, int length, int lines)
    {
        var rest = place.Bytes[length..];
        if (place.FirstIndex is null)
            return place with { Bytes = rest, Position = place.Position + length };
        _index += lines;
        return place with { Bytes = rest, FirstIndex = _index };
    }

    /// <summary>Keeps the start of a record. Returns damage if the record is too long.</summary>
    private StoredBlock? Keep(StoredBlock rest)
    {
        if (rest.Bytes.IsEmpty || _isSkipping)
            return null;
        if (_torn.WrittenCount == 0)
            _tornPlace = rest with { Bytes = default };
        if (_torn.WrittenCount + rest.Bytes.Length <= _limits.RecordBytes)
        {
            _torn.Write(rest.Bytes.Span);
            return null;
        }

        _torn.ResetWrittenCount();
        _isSkipping = true;
        return new StoredBlock(default, _tornPlace.Position)
        {
            Damage = new StoredDamage(StoredDamageKind.RecordTooLong, _tornPlace.Position, _limits.RecordBytes),
        };
    }

    private StoredBlock? TakeTorn(bool isTorn = true)
    {
        _isSkipping &= !isTorn;
        if (_torn.WrittenCount == 0)
            return null;
        var bytes = _torn.WrittenMemory;
        _torn.ResetWrittenCount();
        return _tornPlace with { Bytes = bytes, IsTorn = isTorn };
    }
}
