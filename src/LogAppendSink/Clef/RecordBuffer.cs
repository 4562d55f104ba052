using System.Buffers;
using System.Text.Unicode;

namespace LogAppendSink.Clef;

/// <summary>
/// Holds the bytes of one record while a front end encodes it, on the thread that logs. Call <see cref="Rent(int)"/>, write through <see
/// cref="Clef"/> or <see cref="Text"/>, pass <see cref="Written"/> to the pipeline, then call <see cref="Dispose"/>.
/// </summary>
/// <remarks>
/// Not thread-safe. Each thread keeps one buffer and reuses it, so that an ordinary event allocates nothing. If a value's <c>ToString()</c>
/// logs, a second buffer is rented.
/// </remarks>
public sealed class RecordBuffer : IDisposable
{
    /// <summary>
    /// Below the threshold of the large object heap, 85,000 bytes: one huge event must not keep its memory on its thread.
    /// </summary>
    internal const int KeptBytesLimit = 64 * 1024;

    // The discarded work that one record may cause: failed renderings, and exceptions, which cost more than their text.
    private const long DiscardedBytesMin = 1024 * 1024;
    private const int DiscardedPerByteOfLimit = 8;
    private const int FaultBytes = 4 * 1024;

    private const int FirstBytes = 2 * 1024;
    private const int LongestCharacterBytes = 4;

    // The only mutable static: scratch memory without content between events, so pipelines share no data. A pool per instance would cost
    // two interlocked operations on a shared cache line for every event.
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

    /// <summary>The bytes written so far. Valid until the next write, <see cref="Clear"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>
    /// The maximum size of the record, in bytes: further text is counted but not kept. <see cref="int.MaxValue"/> means no limit.
    /// </summary>
    public int LimitBytes => _limit;

    /// <summary>
    /// The size of the record, in bytes: what is written, plus at least what was discarded after <see cref="LimitBytes"/>.
    /// </summary>
    public long LengthBytes => _length + _omitted;

    /// <summary>
    /// Whether the record exceeds <see cref="LimitBytes"/>, or the work on it exceeds the limit for its size. An encoder stops then. Stays
    /// true until <see cref="Clear"/>.
    /// </summary>
    public bool IsOverLimit => _length + _omitted > _limit;

    /// <summary>Writes one record in compact log event format into this buffer.</summary>
    public ClefWriter Clef => _clef ??= new ClefWriter(this);

    /// <summary>
    /// Writes characters as UTF-8 into this buffer, for formatters that need a <see cref="TextWriter"/>. End it with <see cref="EndText"/>.
    /// Its format provider is the invariant culture; disposing it has no effect. Above the buffer's limit, each write throws, to stop the
    /// formatter.
    /// </summary>
    public TextWriter Text => _text ??= new RecordTextWriter(this, escapes: false);

    /// <summary>Writes characters into the content of a JSON string.</summary>
    internal RecordTextWriter StringText => _stringText ??= new RecordTextWriter(this, escapes: true);

    internal int CapacityBytes => _bytes.Length;

    /// <summary>Returns an empty buffer without a limit: the one kept by this thread, or a new one.</summary>
    public static RecordBuffer Rent() => Rent(int.MaxValue);

    /// <summary>Returns an empty buffer with limited memory and work.</summary>
    /// <param name="limitBytes">
    /// The limit, <see cref="LimitBytes"/>; more than 0. Front ends pass their pipeline's <see cref="LogPipeline.EventBodyLimitBytes"/>.
    /// </param>
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

    /// <summary>Clears the buffer.</summary>
    public void Clear()
    {
        _length = 0;
        _omitted = 0;
        _discarded = 0;
        _text?.Reset();
    }

    /// <summary>
    /// Ends a record written through <see cref="Text"/>: appends the final <c>\n</c> unless it is already there or nothing was written.
    /// </summary>
    public void EndText()
    {
        _text?.Complete();

        // A record above the limit must stay recognizable: its last byte may be a line feed by chance.
        if (_length > 0 && (_bytes[_length - 1] != (byte)'\n' || _omitted > 0))
            Append((byte)'\n');
    }

    /// <summary>
    /// Writes the text of an exception, as <see cref="Exception.ToString"/> returns it; end it with <see cref="EndText"/>. If that throws,
    /// a placeholder is written. Very deep or wide exceptions are shortened.
    /// </summary>
    public void WriteException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _text?.Complete();
        try
        {
            Append(Clip(ExceptionOutline.TextOf(exception, _limit)));
        }
#pragma warning disable CA1031 // The exception's message and text are application code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            CountFault();
            Append(Clip(ClefWriter.FaultText(exception, error)));
        }
    }

    /// <summary>Returns the buffer to this thread. A second call has no effect.</summary>
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

    /// <summary>Removes everything after the first <paramref name="lengthBytes"/> bytes.</summary>
    internal void Truncate(int lengthBytes)
    {
        if (lengthBytes > _length)
            throw new ArgumentException(
                $"The mark is at byte {lengthBytes}, but only {_length} bytes are written: the mark belongs to another record.",
                nameof(lengthBytes));
        var discarded = _length - lengthBytes;
        _length = lengthBytes;
        Discard(discarded);
        _stringText?.Reset();
    }

    /// <summary>Returns as much of the text as fits the limit; the rest is counted.</summary>
    internal ReadOnlySpan<char> Clip(ReadOnlySpan<char> text) => text.Length <= _limit - _length ? text : ClipToLimit(text);

    /// <summary>Counts characters that are not written because the record is over its limit.</summary>
    internal void Omit(long characters) => _omitted += characters;

    /// <summary>Counts an exception of application code: it costs about as much as some thousand bytes.</summary>
    internal void CountFault() => Discard(FaultBytes);

    /// <summary>Returns space for at least <paramref name="bytes"/> bytes at the end; confirm it with <see cref="Advance"/>.</summary>
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

    /// <summary>Appends characters as UTF-8; half a surrogate pair becomes U+FFFD.</summary>
    internal void Append(ReadOnlySpan<char> text)
    {
        // One byte per character is enough for most logs; the buffer grows if needed. This saves a pass to count bytes.
        var room = Room(text.Length);
        while (true)
        {
            var status = Utf8.FromUtf16(
                text, room, out var charsRead, out var bytesWritten, replaceInvalidSequences: true, isFinalBlock: true);
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
