using System.Collections.Concurrent;
using LogAppendSink.Threading;

namespace LogAppendSink.Spool;

/// <summary>
/// The spool's housework, off the application's threads: makes segments ready ahead of need, flushes to disk when that is due, lets
/// go of segments that nothing more comes into. It runs when there is something to do.
/// </summary>
internal sealed class SpoolMaintenance : IDisposable
{
    private readonly SegmentPool _pool;
    private readonly CheckpointFile _checkpoint;
    private readonly SpoolSettings _settings;
    private readonly IWorkQueue _queue;
    private readonly SpoolNotices _news;
    private readonly Trouble _trouble;
    private readonly Func<(SpoolSegment Tail, long NextSequence)> _tail;
    private readonly Action _roomMayBeThere;
    private readonly ITimer _timer;
    private readonly ITimer _roomTimer;

    // Guards flushing; the other fields say what there is to do.
    private readonly object _workGate = new();
    private readonly ConcurrentQueue<SpoolSegment> _toRelease = new();
    private readonly Queue<SpoolSegment> _sealed = new();
    private int _isCalled;
    private int _isTimerSet;
    private int _isRoomTimerSet;
    private volatile bool _isFlushDue;
    private bool _isOver;
    private long _flushedThrough;

    internal SpoolMaintenance(SegmentPool pool, CheckpointFile checkpoint, SpoolSettings settings, PipelineEdges edges, SpoolNotices news, Func<(SpoolSegment Tail, long NextSequence)> tail, Action roomMayBeThere)
    {
        _pool = pool;
        _checkpoint = checkpoint;
        _settings = settings;
        _queue = edges.OpenQueue("LogAppendSink spool");
        _tail = tail;
        _roomMayBeThere = roomMayBeThere;
        _news = news;
        _trouble = new Trouble(news, "The spool cannot be flushed to disk; its events survive the death of the process, not the loss of power.");
        _timer = edges.Time.CreateTimer(static keeper => ((SpoolMaintenance)keeper!).IntervalIsOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _roomTimer = edges.Time.CreateTimer(static keeper => ((SpoolMaintenance)keeper!).RetryIsDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Begins with what an earlier run has left. It may have died before it flushed that, so it is flushed now.
    /// </summary>
    internal void Start(SpoolSegment head)
    {
        for (var segment = head; segment.IsSealed; segment = segment.Next!) // What is sealed has a successor.
            ToFlush(segment);
        _isFlushDue = _settings.Durability != BufferDurability.Process;
        Call();
    }

    /// <summary>A record was put in: it is flushed when the interval is over.</summary>
    internal void Touched()
    {
        if (_settings.Durability == BufferDurability.Interval && Volatile.Read(ref _isTimerSet) == 0 && Interlocked.Exchange(ref _isTimerSet, 1) == 0)
            _timer.Change(_settings.FlushInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nothing more comes into a segment.</summary>
    internal void Sealed(SpoolSegment segment)
    {
        _toRelease.Enqueue(segment);
        ToFlush(segment);
        Call();
    }

    /// <summary>Flushes at once, though not on this thread.</summary>
    internal void FlushSoon()
    {
        if (_settings.Durability == BufferDurability.Process)
            return;
        _isFlushDue = true;
        Call();
    }

    /// <summary>Returns when all records below a number are on disk.</summary>
    internal void FlushThrough(long sequence)
    {
        lock (_workGate)
        {
            // Whoever waited for the lock may find that the one before has flushed its record too.
            if (_flushedThrough < sequence && !_isOver)
                Flush_NeedsLock();
        }
    }

    /// <summary>Asks the disk for room again in a while, and says so to the calls that wait for it.</summary>
    internal void RetrySoon()
    {
        if (Interlocked.Exchange(ref _isRoomTimerSet, 1) == 0)
            _roomTimer.Change(SegmentPool.RetryInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has somebody see to what there is to do.</summary>
    internal void Call()
    {
        if (Interlocked.Exchange(ref _isCalled, 1) == 0)
            _queue.Post(Work);
    }

    /// <summary>The last flush, and the end.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _roomTimer.Dispose();
        lock (_workGate)
        {
            if (_isOver)
                return;
            if (_settings.Durability != BufferDurability.Process)
                Flush_NeedsLock();
            _isOver = true;
        }
    }

    private void RetryIsDue()
    {
        Volatile.Write(ref _isRoomTimerSet, 0);
        _queue.Post(() =>
        {
            Work();
            _roomMayBeThere();
        });
    }

    private void IntervalIsOver()
    {
        // A flush for another reason may have come before, and nothing since.
        if (Volatile.Read(ref _isTimerSet) == 1)
            FlushSoon();
    }

    private void Work()
    {
        Volatile.Write(ref _isCalled, 0);
        try
        {
            // Not behind a flush, which may take seconds: what is written meanwhile would have to stay in memory until it ends, and a
            // logging call that finds no segment ready makes one itself.
            while (_toRelease.TryDequeue(out var segment))
                segment.Release();
            _pool.Prepare();

            FlushIfDue();
        }
#pragma warning disable CA1031 // A bug of ours must not pass in silence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _news.Post(new DeliveryNotice(
                DeliveryNoticeKind.PipelineFailed,
                $"The spool's housework has failed for a fault of its own ({exception.GetType().Name}: {exception.Message}); its events survive the death of the process, but perhaps not the loss of power. Please report it.")
            {
                Exception = exception,
            });
        }
    }

    private void FlushIfDue()
    {
        // Whoever flushes already sees to what becomes due meanwhile: a disk that takes long must not hold one thread after the other.
        while (_isFlushDue && Monitor.TryEnter(_workGate))
        {
            try
            {
                if (_isOver)
                    return;
                Flush_NeedsLock();
            }
            finally
            {
                Monitor.Exit(_workGate);
            }
        }
    }

    private void Flush_NeedsLock()
    {
        _isFlushDue = false;
        Volatile.Write(ref _isTimerSet, 0);

        // What was accepted last first: behind a backlog of thousands of files it would wait for long. One that cannot be flushed does
        // not keep the others from it.
        var (tail, nextSequence) = _tail();
        var isFlushed = TryFlush(tail.Flush) & TryFlush(_checkpoint.Flush);
        foreach (var segment in Sealed())
        {
            var isDone = TryFlush(segment.FlushSealed);
            isFlushed &= isDone;
            Forget(segment, isDone);
        }

        if (isFlushed)
        {
            _flushedThrough = nextSequence;
            _trouble.IsOver();
        }
        else
        {
            Touched();
        }
    }

    private bool TryFlush(Action flush)
    {
        try
        {
            flush();
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return true; // Gone, and told when it is missed.
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            _trouble.Begins(exception);
            return false;
        }
    }

    private void ToFlush(SpoolSegment segment)
    {
        if (_settings.Durability == BufferDurability.Process)
            return;
        lock (_sealed)
            _sealed.Enqueue(segment);
    }

    private SpoolSegment[] Sealed()
    {
        lock (_sealed)
            return [.. _sealed];
    }

    private void Forget(SpoolSegment segment, bool isDone)
    {
        lock (_sealed)
        {
            Invariant.Holds(_sealed.Dequeue() == segment, "Segments are flushed in the order in which they were sealed.");
            if (!isDone)
                _sealed.Enqueue(segment);
        }
    }
}
