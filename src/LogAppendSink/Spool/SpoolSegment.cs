using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// One file of the spool. Its owner's lock guards what is written; reading, flushing and releasing are the business of others, whom
/// a lock of its own keeps apart.
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

    /// <summary>Where frames end at the latest: in one that was cut off, where the file does.</summary>
    internal long FramesEnd
    {
        get => _framesEnd;
        init => _framesEnd = value;
    }

    internal ulong Salt => header.Salt;

    internal long FirstSequence => header.FirstSequence;

    internal long FirstRecordByte => header.FirstRecordByte;

    internal long CheckpointGeneration => header.CheckpointGeneration;

    /// <summary>Where the frames end: of one that is written to, so far; of one of an earlier run, at the latest.</summary>
    internal long End => Volatile.Read(ref _end);

    /// <summary>Whether it has room for the copy of its header, as it was made.</summary>
    internal bool IsWhole => _framesEnd == SegmentFormat.FramesEnd(lengthBytes);

    /// <summary>The bytes for frames in all segments before it, in this run: what is between two of them is a difference.</summary>
    internal long FirstFrameOverall { get; private set; }

    /// <summary>Whether nothing more comes into it. To be asked before <see cref="End"/>.</summary>
    internal bool IsSealed => _isSealed;

    /// <summary>The one that is written after it.</summary>
    internal SpoolSegment? Next => _next;

    /// <summary>Makes a new one, with its room on the disk.</summary>
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
    /// Has it in memory and marks it as waiting for its use, all its pages touched, so that no logging call has to. With a new salt,
    /// nothing that remains of a former use can be taken for a frame.
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

    /// <summary>Begins its use.</summary>
    internal void Begin(long firstSequence, long firstRecordByte, long checkpointGeneration)
    {
        header = header with { FirstSequence = firstSequence, FirstRecordByte = firstRecordByte, CheckpointGeneration = checkpointGeneration };
        SegmentFormat.Write(_map!.Bytes, header); // Whoever is ready is mapped.
    }

    /// <summary>Goes on with one of an earlier run, behind its last frame; what lies there is cleared.</summary>
    internal void GoOn(long end)
    {
        lock (_fileGate)
        {
            Map();
            _map!.Bytes[(int)end..(int)_framesEnd].Clear(); // Just mapped.
            _end = end;
        }
    }

    /// <summary>One of an earlier run: where its frames end is found when it is read.</summary>
    internal void SealUnread(SpoolSegment next)
    {
        _end = _framesEnd;
        Seal(next);
    }

    /// <summary>Nothing more comes into it: the next one is begun.</summary>
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
        FrameFormat.Write(_map!.Bytes[(int)_end..], record, recordChecksum, header.Salt, sequence); // Whoever is written to is mapped.
        Volatile.Write(ref _end, _end + FrameFormat.FrameBytes(record.LengthBytes));
    }

    /// <exception cref="OperationCanceledException">It is disposed: the file may be another owner's.</exception>
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

    /// <summary>Flushes what nothing more comes into, unless it was delivered meanwhile, and lets go of it.</summary>
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

    /// <summary>Lets go of memory and file, if nothing more comes into it; reading opens it again.</summary>
    internal void Release()
    {
        lock (_fileGate)
        {
            if (_isSealed)
                Close_NeedsLock();
        }
    }

    /// <summary>It is a segment no longer: nobody opens it again.</summary>
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
