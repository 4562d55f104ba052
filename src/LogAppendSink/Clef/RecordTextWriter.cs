using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace LogAppendSink.Clef;

/// <summary>
/// Characters into a <see cref="RecordBuffer"/>, as plain UTF-8 or as the inside of a JSON string.
/// </summary>
/// <remarks>
/// The halves of a surrogate pair may come in two writes (formatters write character by character), so a high half at
/// the end waits for the next write. A write past the buffer's limit throws, as does one with little of the stack left: who writes here
/// may recurse through an application's values, which can be large or deep beyond measure.
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

    /// <summary>Nothing follows: a half that still waits has no other half.</summary>
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
            throw new InvalidDataException("The record is over its limit; nothing more of it is kept.");
        text = buffer.Clip(text);
        if (escapes)
            JsonText.Append(buffer, text);
        else
            buffer.Append(text);
    }
}
