using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// One file of the spool. The buffer's lock guards writing. A lock of the segment guards reading, flushing and closing, which other threads
/// do.
/// </summary>
internal sealed class SpoolSegment(ISpoolFileSystem files, string path, long lengthBytes, SegmentHeader header) : IDisposable
{
    private long _framesEnd = SegmentFormat.FramesEnd(lengthBytes);
    private readonly object _fileGate = new();
    private ISpoolFile? _file;
    private IMappedFile? _map;
    private long _end = SegmentFormat.FirstFrame;
    private volatile bool _isSealed;
    private bool _isRetired;
    private bool _isDisposed;
    private volatile SpoolSegment? _next;

    internal string Path => path;

    internal string FileName => System.IO.Path.GetFileName(path);

    internal long LengthBytes => lengthBytes;

    /// <summary>The limit of the frames. Of a truncated file, its end.</summary>
    internal long FramesEnd
    {
        get => _framesEnd;
        init => _framesEnd = value;
    }

    internal ulong Salt => header.Salt;

    internal bool IsSpare => header.IsSpare;

    internal long FirstSequence => header.FirstSequence;

    internal long FirstRecordByte => header.FirstRecordByte;

    internal long CheckpointGeneration => header.CheckpointGeneration;

    /// <summary>The end of the frames. Of a segment of an earlier run, their limit.</summary>
    internal long End => Volatile.Read(ref _end);

    /// <summary>Whether the file is not truncated.</summary>
    internal bool IsWhole => _framesEnd == SegmentFormat.FramesEnd(lengthBytes);

    /// <summary>The bytes of frames in all segments before it, in this run.</summary>
    internal long FirstFrameOverall { get; private set; }

    /// <summary>Whether no more records are added. Read it before <see cref="End"/>, which is final once this is true.</summary>
    internal bool IsSealed => _isSealed;

    /// <summary>The segment after it; null for the last one.</summary>
    internal SpoolSegment? Next => _next;

    /// <summary>Creates a spare segment with preallocated disk space.</summary>
    internal static SpoolSegment Create(ISpoolFileSystem files, string path, int lengthBytes, ulong salt)
    {
        var header = new SegmentHeader(salt, SegmentHeader.Spare, FirstRecordByte: 0, CheckpointGeneration: 0);
        var segment = new SpoolSegment(files, path, lengthBytes, header) { _file = files.Create(path, lengthBytes) };
        try
        {
            segment.MakeReady(salt);
            return segment;
        }
        catch
        {
            segment.Dispose();
            files.Delete(path);
            throw;
        }
    }

    /// <summary>
    /// Maps the segment, marks it as spare, and touches all pages, so that no logging call causes page faults. The new salt invalidates the
    /// frames of its previous use.
    /// </summary>
    internal void MakeReady(ulong salt)
    {
        lock (_fileGate)
        {
            Map();
            var bytes = _map!.Bytes; // Just mapped.
            for (var position = 0; position < bytes.Length; position += SegmentFormat.PageBytes)
                bytes[position] = bytes[position];

            header = new SegmentHeader(salt, SegmentHeader.Spare, FirstRecordByte: 0, CheckpointGeneration: 0);
            SegmentFormat.Write(bytes, header);
            _framesEnd = SegmentFormat.FramesEnd(lengthBytes);
            _end = SegmentFormat.FirstFrame;
            _isSealed = false;
            _next = null;
        }
    }

    internal void Begin(long firstSequence, long firstRecordByte, long checkpointGeneration)
    {
        header = new SegmentHeader(header.Salt, firstSequence, firstRecordByte, checkpointGeneration);
        SegmentFormat.Write(_map!.Bytes, header); // A spare segment is mapped.
    }

    /// <summary>Continues a segment of an earlier run after its last frame. Bytes after that are cleared.</summary>
    internal void Resume(long end)
    {
        lock (_fileGate)
        {
            Map();
            _map!.Bytes[(int)end..(int)_framesEnd].Clear(); // Just mapped.
            _end = end;
        }
    }

    /// <summary>Seals a segment of an earlier run. The reader finds the end of its frames.</summary>
    internal void SealUnread(SpoolSegment next)
    {
        _end = _framesEnd;
        Seal(next);
    }

    /// <summary>Ends the segment. Later records go to the next one.</summary>
    internal void Seal(SpoolSegment next)
    {
        next.FirstFrameOverall = FirstFrameOverall + _framesEnd - SegmentFormat.FirstFrame;
        _next = next;
        _isSealed = true;
    }

    internal bool HasRoomFor(int recordBytes) =>
        _end + FrameFormat.FrameBytes(recordBytes) + sizeof(ulong) <= _framesEnd;

    internal void Append(in IncomingRecord record, uint recordChecksum, long sequence)
    {
        FrameFormat.Write(_map!.Bytes[(int)_end..], record, recordChecksum, header.Salt, sequence); // The tail is mapped.
        Volatile.Write(ref _end, _end + FrameFormat.FrameBytes(record.LengthBytes));
    }

    /// <exception cref="OperationCanceledException">The segment is disposed. Another process may own its file.</exception>
    internal int Read(long position, Span<byte> destination)
    {
        lock (_fileGate)
        {
            if (_isDisposed)
                throw new OperationCanceledException("The spool is closed.");
            return (_file ??= files.Open(path)).Read(position, destination);
        }
    }

    internal void Flush()
    {
        lock (_fileGate)
            Flush_NeedsLock();
    }

    /// <summary>Flushes and closes a sealed segment, unless it is already reused.</summary>
    internal void FlushSealed()
    {
        lock (_fileGate)
        {
            if (!_isSealed)
                return;
            Flush_NeedsLock();
            Close_NeedsLock();
        }
    }

    /// <summary>Closes a sealed segment. Reading opens it again.</summary>
    internal void Release()
    {
        lock (_fileGate)
        {
            if (_isSealed)
                Close_NeedsLock();
        }
    }

    /// <summary>Closes the segment for good.</summary>
    internal void Retire()
    {
        lock (_fileGate)
        {
            _isSealed = false;
            _isRetired = true;
            Close_NeedsLock();
        }
    }

    public void Dispose()
    {
        lock (_fileGate)
        {
            _isDisposed = true;
            Close_NeedsLock();
        }
    }

    private void Flush_NeedsLock()
    {
        if (_isRetired || _isDisposed)
            return;
        _map?.Flush();
        (_file ??= files.Open(path)).Flush();
    }

    private void Close_NeedsLock()
    {
        _map?.Dispose();
        _file?.Dispose();
        (_map, _file) = (null, null);
    }

    private void Map()
    {
        _file ??= files.Open(path);
        _map ??= _file.Map();
    }
}
