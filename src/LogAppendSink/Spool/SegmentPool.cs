using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// The spare segments. They are created in the background before they are needed, up to the limit. Segments whose records are all settled
/// are reused; surplus ones are deleted. Thread-safe.
/// </summary>
internal sealed class SegmentPool(
    ISpoolFileSystem files,
    string directory,
    SpoolSettings settings,
    Random random,
    SpoolNotices notices,
    TimeProvider time) : IDisposable
{
    internal const string FileExtension = ".segment";

    // One to be written next while another one is created.
    private const int SparesAhead = 2;

    // A settled segment is often returned just after another was created in its place. Keeping one more avoids deleting it each time.
    private const int SparesMax = SparesAhead + 1;

    // A full disk is not retried for each event.
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Queue<SpoolSegment> _spares = new();
    private readonly DiskOutageReporter _outage = new(
        notices, $"The spool in '{directory}' cannot grow. Events that do not fit are dropped, or wait for room with QueueFullMode.Wait.");

    private int _count;
    private int _creating;
    private int _returning;
    private bool _isDiskGone;
    private int _lastNumber;
    private long _failedAt;
    private bool _isDisposed;

    /// <summary>Whether spare segments are created. False for spools that are only read.</summary>
    internal bool CreatesSpares { get; init; } = true;

    /// <summary>Whether another segment is allowed. Creating it may still fail.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
                return _spares.Count > 0 || _creating > 0 || _count < settings.SegmentsMax;
        }
    }

    /// <summary>Whether the last segment could not be created for a reason other than a full disk.</summary>
    internal bool IsDiskGone
    {
        get
        {
            lock (_gate)
                return _isDiskGone;
        }
    }

    /// <summary>Counts segments of an earlier run.</summary>
    internal void Adopt(int count)
    {
        lock (_gate)
            _count += count;
    }

    /// <summary>Excludes the number of a file from later use, even if the file is deleted.</summary>
    internal void Reserve(string fileName)
    {
        if (!int.TryParse(Path.GetFileNameWithoutExtension(fileName), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;

        lock (_gate)
            _lastNumber = Math.Max(_lastNumber, number);
    }

    /// <summary>Removes a segment from the count and closes its file.</summary>
    internal void Forget(SpoolSegment segment)
    {
        lock (_gate)
            _count--;
        segment.Retire(); // Without the lock: it may have to wait for the disk.
    }

    /// <summary>Takes a spare segment, or creates one. Null if the limit is reached or the disk fails.</summary>
    /// <param name="ignoresLimit">Whether the limit does not apply.</param>
    internal SpoolSegment? TryTake(bool ignoresLimit = false)
    {
        Reservation? reservation;
        lock (_gate)
        {
            // The last allowed segment may be almost ready.
            while (_spares.Count == 0 && _creating > 0 && _count >= settings.SegmentsMax)
                Monitor.Wait(_gate);
            if (_spares.TryDequeue(out var spare))
                return spare;

            // Under the same lock. Otherwise the background thread could reserve the last segment in between, and this call would fail.
            reservation = TryReserve_NeedsLock(ignoresLimit);
        }

        return TryCreate(reservation, isSpare: false);
    }

    /// <summary>Creates the missing spare segments.</summary>
    internal void Prepare()
    {
        while (TryCreate(TryReserveSpare(), isSpare: true) is not null)
        {
        }
    }

    /// <summary>Takes back a segment whose records are all settled according to the checkpoint.</summary>
    internal void Return(SpoolSegment segment)
    {
        // After a shutdown that timed out, another process may own the file.
        if (!TryBeginReturn())
        {
            segment.Retire();
            return;
        }

        try
        {
            if (!TryReuse(segment))
            {
                Forget(segment);
                TryDelete(segment.Path);
            }
        }
        finally
        {
            EndReturn();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Monitor.PulseAll(_gate);

            // The next owner of the directory would move a half-created file aside as damaged.
            while (_creating > 0 || _returning > 0)
                Monitor.Wait(_gate);
            foreach (var spare in _spares)
                spare.Dispose();
            _spares.Clear();
        }
    }

    private bool TryBeginReturn()
    {
        lock (_gate)
        {
            _returning += _isDisposed ? 0 : 1;
            return !_isDisposed;
        }
    }

    private void EndReturn()
    {
        lock (_gate)
        {
            _returning--;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryReuse(SpoolSegment segment)
    {
        try
        {
            if (!IsReusable(segment))
                return false;
            segment.MakeReady(NewSalt());
            Keep(segment);
            return true;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            return false; // The caller deletes it.
        }
    }

    private Reservation? TryReserveSpare()
    {
        lock (_gate)
            return CreatesSpares && _spares.Count + _creating < SparesAhead ? TryReserve_NeedsLock(ignoresLimit: false) : null;
    }

    private bool IsReusable(SpoolSegment segment)
    {
        lock (_gate)
        {
            return _spares.Count < SparesMax
                && segment.LengthBytes == settings.SegmentBytes
                && _count <= settings.SegmentsMax
                && !_isDisposed;
        }
    }

    private void Keep(SpoolSegment spare)
    {
        lock (_gate)
            Keep_NeedsLock(spare);
    }

    private void Keep_NeedsLock(SpoolSegment spare)
    {
        if (_isDisposed)
            spare.Dispose();
        else
            _spares.Enqueue(spare);
    }

    /// <summary>Counts a segment that is to be created.</summary>
    /// <returns>Null if the limit is reached, the disk has just failed, or the pool is disposed.</returns>
    private Reservation? TryReserve_NeedsLock(bool ignoresLimit)
    {
        if (_isDisposed || (_count >= settings.SegmentsMax && !ignoresLimit))
            return null;
        if (_outage.IsFailing && time.GetElapsedTime(_failedAt) < RetryInterval)
            return null;

        _count++;
        _creating++;
        var name = (++_lastNumber).ToString("D6", CultureInfo.InvariantCulture) + FileExtension;
        return new Reservation(Path.Combine(directory, name), NewSalt());
    }

    /// <summary>Creates a segment, without the lock, so that logging calls can take spare ones.</summary>
    private SpoolSegment? TryCreate(Reservation? reservation, bool isSpare)
    {
        if (reservation is not { } reserved)
            return null;

        SpoolSegment? segment = null;
        try
        {
            segment = SpoolSegment.Create(files, reserved.Path, settings.SegmentBytes, reserved.Salt);
            _outage.ReportSuccess();
            return segment;
        }
        catch (Exception exception)
            when (DiskErrors.IsDiskError(exception) || exception is ArgumentOutOfRangeException or OutOfMemoryException)
        {
            // .NET throws ArgumentOutOfRangeException if the file may not grow so far (EFBIG: a quota, ulimit -f).
            _outage.ReportFailure(exception);
            lock (_gate)
                _isDiskGone = DiskErrors.IsDiskGone(exception);
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _creating--;
                _isDiskGone &= segment is null;
                if (segment is null)
                {
                    _count--;
                    _failedAt = time.GetTimestamp();
                }
                else if (isSpare)
                {
                    Keep_NeedsLock(segment);
                }

                Monitor.PulseAll(_gate);
            }
        }
    }

    private ulong NewSalt()
    {
        lock (_gate)
            return (ulong)random.NextInt64();
    }

    private void TryDelete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            // Its records are settled. The next start reuses it.
        }
    }

    /// <summary>A segment that is counted but not created yet.</summary>
    private readonly record struct Reservation(string Path, ulong Salt);
}
