namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds how many of the bytes that an object has grown by are whole records or members: a follower takes no others.</summary>
internal sealed class GrowthScan
{
    /// <summary>Bytes full of headers were made so: no more are tried.</summary>
    private const int TriesMax = 64;

    private readonly byte[] _scratch = new byte[64 * 1024];

    /// <summary>The length of what is certain; 0 where more must come first. Damage is certain once a whole member follows it.</summary>
    /// <param name="stored">The bytes from a place on at which a record or member begins.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="meter">Ends it where it is exhausted; what is returned then means nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async ValueTask<int> WholeBytesAsync(ReadOnlyMemory<byte> stored, bool isGzip, ContentMeter meter, CancellationToken cancellationToken)
    {
        var window = new StoredWindow(new MemoryChunks(stored), 0);
        await window.FillAsync(cancellationToken).ConfigureAwait(false);
        var taken = 0;
        while (taken < stored.Length && !meter.IsExhausted)
        {
            var isHeader = GzipHeader.IsAt(stored.Span[taken..]);
            var end = isHeader ? await MemberEndAsync(window, taken, meter, cancellationToken).ConfigureAwait(false) : -1;
            if (end < 0)
                end = await NextMemberAsync(window, taken, isGzip, meter, cancellationToken).ConfigureAwait(false);
            if (end < 0 && !(isHeader && isGzip))
                end = LinesEnd(stored.Span, taken);
            if (end < 0)
                break;
            taken = end;
        }

        return taken;
    }

    /// <summary>The end of the whole member that begins there; -1 where none does.</summary>
    private async ValueTask<int> MemberEndAsync(StoredWindow window, int position, ContentMeter meter, CancellationToken cancellationToken)
    {
        var member = await MemberInflater.OpenAsync(window, position, cancellationToken).ConfigureAwait(false);
        await using (member.ConfigureAwait(false))
        {
            while (!meter.IsExhausted && await member.ReadAsync(_scratch, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                meter.Add(_scratch.AsSpan(0, read));
            return member.State == MemberState.Whole ? (int)member.EndPosition : -1;
        }
    }

    /// <summary>The begin of the next whole member after a position; among plain records it begins a line. -1 where there is none.</summary>
    private async ValueTask<int> NextMemberAsync(StoredWindow window, int after, bool isGzip, ContentMeter meter, CancellationToken cancellationToken)
    {
        var from = after + 1;
        for (var tries = 0; tries < TriesMax && from < window.End && !meter.IsExhausted; tries++, from++)
        {
            var found = window.From(from).Span.IndexOf(GzipHeader.Magic);
            if (found < 0)
                break;
            from += found;
            var mayBegin = isGzip || window.From(from - 1).Span[0] == (byte)'\n';
            if (mayBegin && await MemberEndAsync(window, from, meter, cancellationToken).ConfigureAwait(false) >= 0)
                return from;
        }

        return -1;
    }

    private static int LinesEnd(ReadOnlySpan<byte> stored, int from)
    {
        var last = stored[from..].LastIndexOf((byte)'\n');
        return last < 0 ? -1 : from + last + 1;
    }
}
