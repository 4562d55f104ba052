using System.Runtime.CompilerServices;

namespace LogAppendSink.Reading.Decoding;

/// <summary>
/// Decodes the stored bytes of an object, plain or compressed, and resumes after damage. Only this type decides which bytes are gzip: the
/// first bytes decide for the object, and each boundary decides for what follows.
/// </summary>
/// <remarks>
/// <code>
/// at a boundary      the bytes are        then
/// compressed object  a gzip header        read the member; if it is damaged, read its readable part, then find the next member
///                    anything else        report damage up to the next member; read the plain records in it
/// plain object       a whole gzip member  report damage, and read the member
///                    anything else        read text up to the next line feed before a member
/// </code>
/// A position counts as the start of a member only if decompression from there succeeds (<see cref="MemberProbe"/>).
/// </remarks>
internal sealed class StoredContent
{
    private readonly StoredWindow _window;
    private readonly MemberProbe _probe;
    private readonly StoredContentLimits _limits;
    private byte[] _content = [];
    private bool? _isGzip;
    private bool _isLineStart = true;

    /// <param name="source">The stored bytes; not disposed.</param>
    /// <param name="position">The position of the first stored byte, at a record or member boundary.</param>
    /// <param name="isGzip">Whether the object is compressed; null to detect it from the first bytes.</param>
    /// <param name="limits">The memory limits.</param>
    internal StoredContent(IChunkSource source, long position, bool? isGzip, StoredContentLimits limits)
    {
        (_window, _isGzip, _limits) = (new StoredWindow(source, position), isGzip, limits);
        _probe = new MemberProbe(_window);
    }

    private static ReadOnlySpan<byte> LineWithMagic => [(byte)'\n', 0x1F, 0x8B, 0x08];

    /// <summary>Reads the pieces in order. Can be enumerated once.</summary>
    internal async IAsyncEnumerable<ContentPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _window.EnsureAsync(_window.Start, GzipHeader.MagicBytes, cancellationToken).ConfigureAwait(false) > 0)
        {
            var isHeader = GzipHeader.IsAt(_window.From(_window.Start).Span);
            _isGzip ??= isHeader;
            var pieces = _isGzip == false ? ReadTextAsync(cancellationToken)
                : isHeader ? ReadMemberAsync(cancellationToken)
                : ReadDamageAsync(StoredDamageKind.NotGzip, _window.Start, _window.Start, cancellationToken);
            await foreach (var piece in pieces.ConfigureAwait(false))
                yield return piece;
        }
    }

    /// <summary>Reads the member at the start of the window and moves the window past it.</summary>
    private async IAsyncEnumerable<ContentPiece> ReadMemberAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = _window.Start;
        var isGivenOut = false;
        var count = 0;
        if (_content.Length == 0)
            _content = new byte[_limits.PieceBytes];

        var member = await MemberInflater.OpenAsync(_window, position, cancellationToken).ConfigureAwait(false);
        await using (member.ConfigureAwait(false))
        {
            while (await member.ReadAsync(_content.AsMemory(count), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                count += read;
                if (count == _content.Length)
                {
                    yield return new ContentPiece(ContentPieceKind.Member, _content, position);
                    isGivenOut = true;
                    count = 0;
                }

                if (member.FedPosition - position > _limits.RetainedBytes)
                    _window.Discard(member.NeededPosition);
            }
        }

        if (member.State == MemberState.Whole)
        {
            if (count > 0)
                yield return new ContentPiece(ContentPieceKind.Member, _content.AsMemory(0, count), position);
            yield return new ContentPiece(ContentPieceKind.MemberEnd, default, position) { EndPosition = member.EndPosition };
            _window.Discard(member.EndPosition);
            yield break;
        }

        // If this member is cut, the decompressor may have read into the next one: return only the content before the next header.
        var from = Math.Max(position + 1, _window.Start);
        var next = await _probe.FindAsync(from, member.FedPosition, cancellationToken).ConfigureAwait(false);
        if (next >= 0)
            count = isGivenOut || _window.Start > position
                ? 0
                : await DecodeAgainAsync(position, next, cancellationToken).ConfigureAwait(false);
        if (count > 0)
            yield return new ContentPiece(ContentPieceKind.Member, _content.AsMemory(0, count), position);
        await foreach (var piece in ReadDamageAsync(
            StoredDamageKind.DamagedMember, position, from, cancellationToken).ConfigureAwait(false))
            yield return piece;
    }

    private async ValueTask<int> DecodeAgainAsync(long position, long limitPosition, CancellationToken cancellationToken)
    {
        var count = 0;
        var member = await MemberInflater.OpenAsync(_window, position, cancellationToken, limitPosition).ConfigureAwait(false);
        await using (member.ConfigureAwait(false))
        {
            while (count < _content.Length
                && await member.ReadAsync(_content.AsMemory(count), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                count += read;
            }
        }

        return count;
    }

    /// <summary>Reads bytes up to the next member or the end, and the plain records among them.</summary>
    /// <param name="kind">The kind of damage.</param>
    /// <param name="damagedFrom">Where the damage begins.</param>
    /// <param name="searchFrom">Where the search for the next member begins.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    private async IAsyncEnumerable<ContentPiece> ReadDamageAsync(
        StoredDamageKind kind, long damagedFrom, long searchFrom, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (lineFrom, scanned, salvaged) = (searchFrom, searchFrom, 0);
        _window.Discard(searchFrom);
        while (true)
        {
            // A header may start in the last bytes of the window.
            await _window.EnsureAsync(scanned, GzipHeader.MagicBytes, cancellationToken).ConfigureAwait(false);
            var isComplete = _window.IsComplete;
            var until = isComplete ? _window.End : Math.Max(scanned, _window.End - GzipHeader.MagicBytes + 1);
            var next = await _probe.FindAsync(scanned, until, cancellationToken).ConfigureAwait(false);
            var isLast = next >= 0 || isComplete;
            scanned = next >= 0 ? next : until;
            while (SalvagedRecord.TryTake(_window, ref lineFrom, scanned, isLast, _limits.RecordBytes, out var record))
            {
                salvaged++;
                yield return new ContentPiece(ContentPieceKind.Text, _window.Between(record.From, record.To), record.From);
            }

            _window.Discard(Math.Min(lineFrom, scanned));
            if (!isLast)
                continue;
            yield return new ContentPiece(ContentPieceKind.Damage, default, damagedFrom)
            {
                Damage = new StoredDamage(kind, damagedFrom, scanned - damagedFrom, IsAtEnd: next < 0, salvaged),
            };
            yield break;
        }
    }

    /// <summary>Reads text up to a line that starts with a gzip header, or to the end of the window.</summary>
    private async IAsyncEnumerable<ContentPiece> ReadTextAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = _window.Start;
        var isHeader = _isLineStart && GzipHeader.IsAt(_window.From(from).Span);
        if (isHeader && await _probe.IsAtAsync(from, cancellationToken).ConfigureAwait(false))
        {
            yield return new ContentPiece(ContentPieceKind.Damage, default, from)
            {
                Damage = new StoredDamage(StoredDamageKind.MemberAmongText, from, LengthBytes: 0),
            };
            await foreach (var piece in ReadMemberAsync(cancellationToken).ConfigureAwait(false))
                yield return piece;
            yield break;
        }

        var bytes = _window.From(from);
        var count = TextBytes(bytes.Span, isHeader ? 1 : 0);
        _isLineStart = bytes.Span[count - 1] == (byte)'\n';
        yield return new ContentPiece(ContentPieceKind.Text, bytes[..count], from);
        _window.Discard(from + count);
    }

    private int TextBytes(ReadOnlySpan<byte> bytes, int start)
    {
        var found = bytes[start..].IndexOf(LineWithMagic);
        if (found >= 0)
            return start + found + 1;

        // The rest of a header may be in the next chunk.
        for (var kept = LineWithMagic.Length - 1; kept > 1 && !_window.IsComplete; kept--)
        {
            if (bytes.EndsWith(LineWithMagic[..kept]))
                return bytes.Length - kept + 1;
        }

        return bytes.Length;
    }
}
