using System.Buffers;
using System.Text.Unicode;

namespace LogAppendSink.Clef;

/// <summary>
/// The bytes of one record while a front end encodes it, on the thread that logs: <see cref="Rent"/>, write through
/// <see cref="Clef"/> or <see cref="Text"/>, hand <see cref="Written"/> to the pipeline, <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// Not thread-safe. One buffer a thread is kept and rented again, so that an ordinary event allocates nothing. A value
/// whose <c>ToString()</c> logs rents a second one meanwhile.
/// </remarks>
public sealed class RecordBuffer : IDisposable
{
    /// <summary>Below the large object heap's 85,000 bytes; one huge event must not pin its memory to its thread.</summary>
    internal const int KeptBytesLimit = 64 * 1024;

    private const int FirstBytes = 2 * 1024;
    private const int LongestCharacterBytes = 4;

    // The one mutable static: scratch memory without content, so pipelines still never meet in it. An instance's own
    // pool would cost two interlocked operations on a shared cache line for every event.
    [ThreadStatic]
    private static RecordBuffer? _kept;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;
    private bool _rented;
    private ClefWriter? _clef;
    private RecordTextWriter? _text;
    private RecordTextWriter? _stringText;

    private RecordBuffer()
    {
    }

    /// <summary>
    /// The bytes written so far. Valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.
    /// </summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Writes one record in the compact log event format into this buffer.</summary>
    public ClefWriter Clef => _clef ??= new ClefWriter(this);

    /// <summary>
    /// Writes characters as UTF-8 into this buffer, for formatters that want a <see cref="TextWriter"/>. Ended by
    /// <see cref="EndText"/>. Its format provider is the invariant culture; disposing it does nothing.
    /// </summary>
    public TextWriter Text => _text ??= new RecordTextWriter(this, escapes: false);

    /// <summary>Characters into the inside of a JSON string.</summary>
    internal RecordTextWriter StringText => _stringText ??= new RecordTextWriter(this, escapes: true);

    internal int CapacityBytes => _bytes.Length;

    /// <summary>An empty buffer: the one this thread keeps, or a new one.</summary>
    public static RecordBuffer Rent()
    {
        var buffer = _kept ?? new RecordBuffer();
        _kept = null;
        buffer._rented = true;
        buffer.Clear();
        return buffer;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _length = 0;
        _text?.Reset();
    }

    /// <summary>
    /// Ends a record written through <see cref="Text"/>: adds the <c>\n</c> that ends every record, unless it is there
    /// or nothing was written.
    /// </summary>
    public void EndText()
    {
        _text?.Complete();
        if (_length > 0 && _bytes[_length - 1] != (byte)'\n')
            Append((byte)'\n');
    }

    /// <summary>Gives the buffer back to this thread. A second call does nothing.</summary>
    public void Dispose()
    {
        if (!_rented)
            return;

        _rented = false;
        if (_bytes.Length > KeptBytesLimit)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
        }

        _kept = this;
    }

    /// <summary>Forgets what was written behind the first <paramref name="lengthBytes"/> bytes.</summary>
    internal void Truncate(int lengthBytes)
    {
        if (lengthBytes > _length)
            throw new ArgumentException($"The mark is at byte {lengthBytes}, and only {_length} are written: it is of another record.", nameof(lengthBytes));
        _length = lengthBytes;
        _stringText?.Reset();
    }

    /// <summary>Room for at least <paramref name="bytes"/> bytes, at the end; <see cref="Advance"/> takes it.</summary>
    internal Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
            Grow(bytes);
        return _bytes.AsSpan(_length);
    }

    internal void Advance(int bytes) => _length += bytes;

    internal void Append(byte value)
    {
        Room(1)[0] = value;
        _length++;
    }

    internal void Append(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
    }

    /// <summary>Appends the characters as UTF-8; a surrogate without its other half becomes U+FFFD.</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        // One byte a character suffices for most logs; the rest grows on the way, which spares a pass that counts.
        var room = Room(text.Length);
        while (true)
        {
            var status = Utf8.FromUtf16(text, room, out var charsRead, out var bytesWritten, replaceInvalidSequences: true, isFinalBlock: true);
            _length += bytesWritten;
            if (status == OperationStatus.Done)
                return;

            text = text[charsRead..];
            room = Room(Math.Max(text.Length, LongestCharacterBytes));
        }
    }

    private void Grow(int bytes)
    {
        var needed = (long)_length + bytes;
        var wanted = Math.Clamp(_bytes.Length * 2L, needed, Math.Max(needed, Array.MaxLength));
        var larger = ArrayPool<byte>.Shared.Rent(checked((int)wanted));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
