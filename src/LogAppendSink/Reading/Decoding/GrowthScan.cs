namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds how many newly appended bytes are complete records or gzip members. A follower reads only those.</summary>
internal sealed class GrowthScan
{
    /// <summary>Limits the work on hostile content: only crafted bytes contain this many false headers.</summary>
    private const int TriesMax = 64;

    private readonly byte[] _scratch = new byte[64 * 1024];

    /// <summary>
    /// Returns the length of the complete part; 0 if more bytes are needed. Damage is complete once a whole member follows it.
    /// </summary>
    /// <param name="stored">Bytes that start at a record or member.</param>
    /// <param name="isGzip">Whether the object is compressed.</param>
    /// <param name="meter">Stops the scan when it is exhausted; the result is then undefined.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    internal async ValueTask<int> WholeBytesAsync(
        ReadOnlyMemory<byte> stored, bool isGzip, ContentMeter meter, CancellationToken cancellationToken)
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

    /// <summary>Returns the end of the whole member at a position; -1 if not found.</summary>
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

    /// <summary>
    /// Returns the start of the next whole member after a position; -1 if not found. Among plain records a member must start a line.
    /// </summary>
    private async ValueTask<int> NextMemberAsync(
        StoredWindow window, int after, bool isGzip, ContentMeter meter, CancellationToken cancellationToken)
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
