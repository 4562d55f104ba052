namespace LogAppendSink.Reading.Decoding;

/// <summary>Finds where gzip members begin among other bytes, by decompressing what follows a header for a while.</summary>
/// <param name="window">Has the bytes; it grows by what is looked at.</param>
internal sealed class MemberProbe(StoredWindow window)
{
    private const int LookaheadBytes = 64 * 1024;
    private const int EnoughContentBytes = 1024 * 1024;

    /// <summary>Bytes full of headers were made so: no more is tried after so many compressed bytes that led to nothing.</summary>
    private const long FailedBytesMax = 64 * 1024 * 1024;

    /// <summary>The same for what was decompressed: a few bytes after a header may hold much.</summary>
    private const long FailedContentBytesMax = 256 * 1024 * 1024;

    private byte[] _scratch = [];
    private long _failedBytes;
    private long _failedContentBytes;

    /// <summary>The first position at which a member begins; -1 where there is none.</summary>
    /// <param name="from">The first position to try.</param>
    /// <param name="until">The position after the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>Whether a member begins at a position: a whole one, or one that can be decompressed as far as it is looked at.</summary>
    internal async ValueTask<bool> IsAtAsync(long position, CancellationToken cancellationToken)
    {
        if (_failedBytes > FailedBytesMax || _failedContentBytes > FailedContentBytesMax)
            return false;
        if (_scratch.Length == 0)
            _scratch = new byte[16 * 1024];

        var member = await MemberInflater.OpenAsync(window, position, cancellationToken, position + LookaheadBytes).ConfigureAwait(false);
        await using (member.ConfigureAwait(false))
        {
            while (member.ContentBytes < EnoughContentBytes && await member.ReadAsync(_scratch, cancellationToken).ConfigureAwait(false) > 0)
            {
                // Nothing of it is kept.
            }

            if (member.State == MemberState.Whole || member.State is MemberState.Open or MemberState.Cut && member.ContentBytes > 0)
                return true;
            _failedBytes += member.FedPosition - position;
            _failedContentBytes += member.ContentBytes;
            return false;
        }
    }
}
