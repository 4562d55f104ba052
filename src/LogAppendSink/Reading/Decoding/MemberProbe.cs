namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds gzip members among other bytes by test decompression after each possible header.</summary>
/// <param name="window">Provides the bytes; grows with what is probed.</param>
internal sealed class MemberProbe(StoredWindow window)
{
    private const int LookaheadBytes = 64 * 1024;
    private const int EnoughContentBytes = 1024 * 1024;

    /// <summary>
    /// Limits the work on crafted bytes full of false headers: after this many compressed bytes without success, probing stops.
    /// </summary>
    private const long FailedBytesMax = 64 * 1024 * 1024;

    /// <summary>The same limit for decompressed bytes, since a few compressed bytes can expand without limit.</summary>
    private const long FailedContentBytesMax = 256 * 1024 * 1024;

    private byte[] _scratch = [];
    private long _failedBytes;
    private long _failedContentBytes;

    /// <summary>Returns the first position at which a member starts; -1 if not found.</summary>
    /// <param name="from">The first position to try.</param>
    /// <param name="until">The position after the last one to try.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    internal async ValueTask<long> FindAsync(long from, long until, CancellationToken cancellationToken)
    {
        while (from < until)
        {
            var found = window.From(from).Span.IndexOf(GzipHeader.Magic);
            if (found < 0 || from + found >= until)
                return -1;
            from += found;
            if (await IsAtAsync(from, cancellationToken).ConfigureAwait(false))
                return from;
            from++;
        }

        return -1;
    }

    /// <summary>Whether a member starts at a position: either whole, or valid as far as it was decompressed.</summary>
    internal async ValueTask<bool> IsAtAsync(long position, CancellationToken cancellationToken)
    {
        if (_failedBytes > FailedBytesMax || _failedContentBytes > FailedContentBytesMax)
            return false;
        if (_scratch.Length == 0)
            _scratch = new byte[16 * 1024];

        var member = await MemberInflater.OpenAsync(window, position, cancellationToken, position + LookaheadBytes).ConfigureAwait(false);
        await using (member.ConfigureAwait(false))
        {
            while (member.ContentBytes < EnoughContentBytes
                && await member.ReadAsync(_scratch, cancellationToken).ConfigureAwait(false) > 0)
            {
                // The content is not needed.
            }

            if (member.State == MemberState.Whole || member.State is MemberState.Open or MemberState.Cut && member.ContentBytes > 0)
                return true;
            _failedBytes += member.FedPosition - position;
            _failedContentBytes += member.ContentBytes;
            return false;
        }
    }
}
