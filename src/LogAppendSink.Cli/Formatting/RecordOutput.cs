using System.Buffers;

namespace LogAppendSink.Cli.Formatting;

/// <summary>Collects what is shown, so that a record is not a system call.</summary>
internal sealed class RecordOutput(Stream output, IRecordFormatter formatter)
{
    private const int FlushBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);

    /// <summary>Whether it is time to <see cref="FlushAsync"/>.</summary>
    internal bool IsFull => _buffer.WrittenCount >= FlushBytes;

    internal void Write(ReadOnlySpan<byte> record) => formatter.Write(record, _buffer);

    internal void WriteText(ReadOnlySpan<byte> text) => _buffer.Write(text);

    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_buffer.WrittenCount == 0)
            return;
        cancellationToken.ThrowIfCancellationRequested();

        // Whole and once, also when Ctrl+C comes in the middle: whoever ends the command flushes what is left.
        await output.WriteAsync(_buffer.WrittenMemory, CancellationToken.None).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
