using System.Buffers;
using System.Text.Unicode;

namespace LogAppendSink.Clef;

/// <summary>
/// The bytes of one record while a front end encodes it, on the thread that logs: <see cref="Rent(int)"/>, write through
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

    // What may be thrown away of one record's work: a rendering that fails, and what an exception costs, which is more than its text.
    private const long DiscardedBytesMin = 1024 * 1024;
    private const int DiscardedPerByteOfLimit = 8;
    private const int FaultBytes = 4 * 1024;

    private const int FirstBytes = 2 * 1024;
    private const int LongestCharacterBytes = 4;

    // The one mutable static: scratch memory without content, so pipelines still never meet in it. An instance's own
    // pool would cost two interlocked operations on a shared cache line for every event.
    [ThreadStatic]
    private static RecordBuffer? _kept;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;
    private int _limit;
    private long _omitted;
    private long _discarded;
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

    /// <summary>Largest useful size of the record, in bytes: text past it is counted and not kept. <see cref="int.MaxValue"/> for no limit.</summary>
    public int LimitBytes => _limit;

    /// <summary>
    /// The size of the record, in bytes: what is written, and at least what was left out past <see cref="LimitBytes"/>.
    /// </summary>
    public long LengthBytes => _length + _omitted;

    /// <summary>
    /// Whether the record has passed <see cref="LimitBytes"/>, or the work on it has passed what a record of that size is worth. An encoder stops
    /// then. It stays true until <see cref="Clear"/>.
    /// </summary>
    public bool IsOverLimit => _length + _omitted > _limit;

    /// <summary>Writes one record in the compact log event format into this buffer.</summary>
    public ClefWriter Clef => _clef ??= new ClefWriter(this);

    /// <summary>
    /// Writes characters as UTF-8 into this buffer, for formatters that want a <see cref="TextWriter"/>. Ended by
    /// <see cref="EndText"/>. Its format provider is the invariant culture; disposing it does nothing. Once the buffer is over its
    /// limit, each write throws, which ends a formatter that would go on.
    /// </summary>
    public TextWriter Text => _text ??= new RecordTextWriter(this, escapes: false);

    /// <summary>Characters into the inside of a JSON string.</summary>
    internal RecordTextWriter StringText => _stringText ??= new RecordTextWriter(this, escapes: true);

    internal int CapacityBytes => _bytes.Length;

    /// <summary>An empty buffer without a limit: the one this thread keeps, or a new one.</summary>
    public static RecordBuffer Rent() => Rent(int.MaxValue);

    /// <summary>An empty buffer whose memory, and the work to fill it, are bounded whatever is written into it.</summary>
    /// <param name="limitBytes"><see cref="LimitBytes"/>; more than 0. A front end gives its pipeline's <see cref="LogPipeline.EventBodyLimitBytes"/>.</param>
    public static RecordBuffer Rent(int limitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limitBytes);
        var buffer = _kept ?? new RecordBuffer();
        _kept = null;
        buffer._rented = true;
        buffer._limit = limitBytes;
        buffer.Clear();
        return buffer;
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _length = 0;
        _omitted = 0;
        _discarded = 0;
        _text?.Reset();
    }

    /// <summary>
    /// Ends a record written through <see cref="Text"/>: adds the <c>\n</c> that ends every record, unless it is there
    /// or nothing was written.
    /// </summary>
    public void EndText()
    {
        _text?.Complete();

        // What is over the limit must stay recognizable as that: its last byte may be a line feed by chance.
        if (_length > 0 && (_bytes[_length - 1] != (byte)'\n' || _omitted > 0))
            Append((byte)'\n');
    }

    /// <summary>
    /// Writes the text of an exception, as its <see cref="Exception.ToString"/> gives it, to be ended by <see cref="EndText"/>. Never throws
    /// for what the exception throws: a text that says so is written. Very deep or wide ones are cut short.
    /// </summary>
    public void WriteException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _text?.Complete();
        try
        {
            Append(Clip(ExceptionOutline.TextOf(exception, _limit)));
        }
#pragma warning disable CA1031 // Its message or its text is the application's code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            CountFault();
            Append(Clip(ClefWriter.FaultText(exception, error)));
        }
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
        var discarded = _length - lengthBytes;
        _length = lengthBytes;
        Discard(discarded);
        _stringText?.Reset();
    }

    /// <summary>As much of the text as is useful; the rest is counted.</summary>
    internal ReadOnlySpan<char> Clip(ReadOnlySpan<char> text) => text.Length <= _limit - _length ? text : ClipToLimit(text);

    /// <summary>Counts characters that are not written, since nothing of a record over the limit is kept.</summary>
    internal void Omit(long characters) => _omitted += characters;

    /// <summary>Counts an exception that the application's code threw: it costs about as much as some thousand bytes.</summary>
    internal void CountFault() => Discard(FaultBytes);

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

    private ReadOnlySpan<char> ClipToLimit(ReadOnlySpan<char> text)
    {
        var kept = Math.Max(0, _limit - _length);
        Omit(text.Length - kept);
        return text[..kept];
    }

    private void Discard(long bytes)
    {
        _discarded += bytes;
        if (_discarded > Math.Max(DiscardedBytesMin, (long)DiscardedPerByteOfLimit * _limit) && !IsOverLimit)
            Omit(_limit + 1L - _length);
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
