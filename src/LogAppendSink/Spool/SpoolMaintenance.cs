using System.Collections.Concurrent;
using LogAppendSink.Threading;

namespace LogAppendSink.Spool;

/// <summary>
/// The background work of a spool: creates spare segments, flushes to disk, and closes the files of sealed segments. It runs only when
/// there is something to do. Thread-safe.
/// </summary>
internal sealed class SpoolMaintenance : IDisposable
{
    private readonly SegmentPool _pool;
    private readonly CheckpointFile _checkpoint;
    private readonly SpoolSettings _settings;
    private readonly IWorkQueue _queue;
    private readonly SpoolNotices _notices;
    private readonly DiskOutageReporter _outage;
    private readonly Func<(SpoolSegment Tail, long NextSequence)> _tail;
    private readonly Action _wakeWaitingCalls;
    private readonly ITimer _flushTimer;
    private readonly ITimer _retryTimer;

    private readonly object _flushGate = new();
    private readonly ConcurrentQueue<SpoolSegment> _toRelease = new();
    private readonly ConcurrentQueue<SpoolSegment> _toFlush = new();
    private int _isScheduled;
    private int _isFlushTimerSet;
    private int _isRetryTimerSet;
    private volatile bool _isFlushDue;
    private bool _isDisposed;
    private long _flushedThrough;

    internal SpoolMaintenance(
        SegmentPool pool,
        CheckpointFile checkpoint,
        SpoolSettings settings,
        PipelineEdges edges,
        SpoolNotices notices,
        Func<(SpoolSegment Tail, long NextSequence)> tail,
        Action wakeWaitingCalls)
    {
        _pool = pool;
        _checkpoint = checkpoint;
        _settings = settings;
        _queue = edges.OpenQueue("LogAppendSink spool");
        _tail = tail;
        _wakeWaitingCalls = wakeWaitingCalls;
        _notices = notices;
        _outage = new DiskOutageReporter(
            notices, "The spool cannot be flushed to disk; its events survive the end of the process, but not a power loss.");
        _flushTimer = NewTimer(edges.Time, FlushIfWritten);
        _retryTimer = NewTimer(edges.Time, RetryNow);
    }

    /// <summary>Flushes the segments of an earlier run, which may have died before it flushed them, and creates spare segments.</summary>
    internal void Start(SpoolSegment head)
    {
        for (var segment = head; segment.IsSealed; segment = segment.Next!) // A sealed segment has a successor.
            EnqueueFlush(segment);
        _isFlushDue = _settings.Durability != BufferDurability.Process;
        Schedule();
    }

    /// <summary>Flushes a new record: before this returns, soon, or at the end of the interval.</summary>
    internal void FlushAdded(RecordLevel level)
    {
        if (_settings.Durability == BufferDurability.EveryEvent)
            FlushThrough(_tail().NextSequence);
        else if (level >= RecordLevel.Fatal)
            FlushSoon();
        else
            FlushAfterInterval();
    }

    private void FlushAfterInterval()
    {
        if (_settings.Durability == BufferDurability.Interval
            && Volatile.Read(ref _isFlushTimerSet) == 0
            && Interlocked.Exchange(ref _isFlushTimerSet, 1) == 0)
            _flushTimer.Change(_settings.FlushInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Flushes and closes a segment that was sealed, in the background.</summary>
    internal void FinishSealed(SpoolSegment segment)
    {
        _toRelease.Enqueue(segment);
        EnqueueFlush(segment);
        Schedule();
    }

    /// <summary>Flushes at once, in the background.</summary>
    private void FlushSoon()
    {
        if (_settings.Durability == BufferDurability.Process)
            return;
        _isFlushDue = true;
        Schedule();
    }

    /// <summary>Returns when all records below a number are flushed, or the disk failed.</summary>
    private void FlushThrough(long sequence)
    {
        lock (_flushGate)
        {
            // While this call waited for the lock, another one may have flushed its record.
            if (_flushedThrough < sequence && !_isDisposed)
                Flush_NeedsLock();
        }
    }

    /// <summary>Retries to create segments after a pause, and wakes the calls that wait for disk space.</summary>
    internal void RetrySoon()
    {
        if (Interlocked.Exchange(ref _isRetryTimerSet, 1) == 0)
            _retryTimer.Change(SegmentPool.RetryInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Flushes for the last time and ends the background work.</summary>
    public void Dispose()
    {
        _flushTimer.Dispose();
        _retryTimer.Dispose();
        lock (_flushGate)
        {
            if (_isDisposed)
                return;
            if (_settings.Durability != BufferDurability.Process)
                Flush_NeedsLock();
            _isDisposed = true;
        }
    }

    private static ITimer NewTimer(TimeProvider time, Action elapsed) =>
        time.CreateTimer(static elapsed => ((Action)elapsed!)(), elapsed, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
            _queue.Post(Work);
    }

    private void RetryNow()
    {
        Volatile.Write(ref _isRetryTimerSet, 0);
        _queue.Post(() =>
        {
            Work();
            _wakeWaitingCalls();
        });
    }

    private void FlushIfWritten()
    {
        // False if another flush came first and no record was written since.
        if (Volatile.Read(ref _isFlushTimerSet) == 1)
            FlushSoon();
    }

    private void Work()
    {
        Volatile.Write(ref _isScheduled, 0);
        try
        {
            // Before a flush, which may take seconds. During it, mapped segments would accumulate and logging calls create their own.
            while (_toRelease.TryDequeue(out var segment))
                segment.Release();
            _pool.Prepare();

            FlushIfDue();
        }
#pragma warning disable CA1031 // A bug must be reported.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _notices.Post(new DeliveryNotice(
                DeliveryNoticeKind.PipelineFailed,
                $"The background work of the spool failed because of a bug {DiskErrors.Describe(exception)}. Its events survive the end of "
                    + "the process, but possibly not a power loss. Please report this.")
            {
                Exception = exception,
            });
        }
    }

    private void FlushIfDue()
    {
        // A flush in progress also covers what becomes due during it. A slow disk must not block several threads.
        while (_isFlushDue && Monitor.TryEnter(_flushGate))
        {
            try
            {
                if (_isDisposed)
                    return;
                Flush_NeedsLock();
            }
            finally
            {
                Monitor.Exit(_flushGate);
            }
        }
    }

    private void Flush_NeedsLock()
    {
        _isFlushDue = false;
        Volatile.Write(ref _isFlushTimerSet, 0);

        // The tail first, because a backlog may have thousands of segments. All are tried, even if one cannot be flushed.
        var (tail, nextSequence) = _tail();
        var isFlushed = TryFlush(tail.Flush) & TryFlush(_checkpoint.Flush);
        for (var count = _toFlush.Count; count > 0 && _toFlush.TryPeek(out var segment); count--)
        {
            var isDone = TryFlush(segment.FlushSealed);
            isFlushed &= isDone;
            _toFlush.TryDequeue(out _); // Only here, under the lock.
            if (!isDone)
                _toFlush.Enqueue(segment);
        }

        if (isFlushed)
        {
            _flushedThrough = nextSequence;
            _outage.ReportSuccess();
        }
        else
        {
            FlushAfterInterval();
        }
    }

    private bool TryFlush(Action flush)
    {
        try
        {
            flush();
            return true;
        }
        catch (Exception exception) when (DiskErrors.IsMissing(exception))
        {
            return true; // The reader reports the missing file.
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            _outage.ReportFailure(exception);
            return false;
        }
    }

    private void EnqueueFlush(SpoolSegment segment)
    {
        if (_settings.Durability != BufferDurability.Process)
            _toFlush.Enqueue(segment);
    }
}
