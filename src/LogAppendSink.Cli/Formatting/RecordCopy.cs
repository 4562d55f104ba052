namespace LogAppendSink.Cli.Formatting;

/// <summary>Copies bytes to the output as they are.</summary>
internal sealed class RecordCopy(Stream output)
{
    private bool _isLineOpen;
    private bool _endsLine;

    /// <summary>What comes next does not continue the record that was written last. Without a line feed the two would become one.</summary>
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
