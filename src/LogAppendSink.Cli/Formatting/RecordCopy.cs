namespace LogAppendSink.Cli.Formatting;

/// <summary>Copies bytes to the output unchanged.</summary>
internal sealed class RecordCopy(Stream output)
{
    private bool _isLineOpen;
    private bool _endsLine;

    /// <summary>Ends an incomplete record with a line feed, so that it does not run into the next one.</summary>
    internal void EndLine() => _endsLine = _isLineOpen;

    internal async Task WriteAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, CancellationToken cancellationToken)
    {
        _endsLine = false;
        await foreach (var chunk in chunks.ConfigureAwait(false))
        {
            if (_endsLine)
                await output.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            _endsLine = false;
            await output.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            _isLineOpen = chunk.Span[^1] != (byte)'\n';
        }
    }
}
