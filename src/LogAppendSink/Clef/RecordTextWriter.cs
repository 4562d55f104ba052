using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LogAppendSink.Clef;

/// <summary>
/// Writes characters into a <see cref="RecordBuffer"/>, as plain UTF-8 or as the content of a JSON string.
/// </summary>
/// <remarks>
/// A surrogate pair may arrive in two writes, since formatters write single characters: a high surrogate at the end waits for the next
/// write. A write above the buffer's limit throws, and so does one with little stack left: the caller may recurse through very large or
/// deep values.
/// </remarks>
internal sealed class RecordTextWriter(RecordBuffer buffer, bool escapes) : TextWriter(CultureInfo.InvariantCulture)
{
    private char _waitingHalf;

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[]? buffer) => Write(buffer.AsSpan());

    public override void Write(char[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Write(buffer.AsSpan(index, count));
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (buffer.IsEmpty)
            return;

        if (_waitingHalf != default)
        {
            if (char.IsLowSurrogate(buffer[0]))
            {
                Append([_waitingHalf, buffer[0]]);
                buffer = buffer[1..];
                _waitingHalf = default;
            }
            else
            {
                Complete();
            }
        }

        if (!buffer.IsEmpty && char.IsHighSurrogate(buffer[^1]))
        {
            _waitingHalf = buffer[^1];
            buffer = buffer[..^1];
        }

        Append(buffer);
    }

    /// <summary>Ends the text: a waiting high surrogate has no partner.</summary>
    internal void Complete()
    {
        if (_waitingHalf == default)
            return;

        Append([_waitingHalf]);
        _waitingHalf = default;
    }

    internal void Reset() => _waitingHalf = default;

    private void Append(ReadOnlySpan<char> text)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (buffer.IsOverLimit)
            throw new InvalidDataException("The record exceeds its limit; the rest is discarded.");
        text = buffer.Clip(text);
        if (escapes)
            JsonText.Append(buffer, text);
        else
            buffer.Append(text);
    }
}
