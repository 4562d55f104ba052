namespace LogAppendSink.Cli.Formatting;

/// <summary>Copies bytes to the output unchanged.</summary>
internal sealed class RecordCopy(Stream output)
{
    private bool _isLineOpen;
    private bool _endsLine;

    /// <summary>Writes a line feed before the next chunk if the last record is incomplete.</summary>
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
