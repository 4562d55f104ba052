using System.Buffers;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Buffers the output, so that not every record costs a system call.</summary>
internal sealed class RecordOutput(Stream output, IRecordFormatter formatter)
{
    private const int FlushBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);

    /// <summary>Whether the buffer is large enough for <see cref="FlushAsync"/>.</summary>
    internal bool IsFull => _buffer.WrittenCount >= FlushBytes;

    internal void Write(ReadOnlySpan<byte> record) => formatter.Write(record, _buffer);

    internal void WriteText(ReadOnlySpan<byte> text) => _buffer.Write(text);

    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0)
            return;
        cancellationToken.ThrowIfCancellationRequested();

        // Ctrl+C must not split or repeat a write. The end of the command flushes the rest.
        await output.WriteAsync(_buffer.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
