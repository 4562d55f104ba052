using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// The segments that wait for their use, and the making of new ones: ahead of need, in the background, as long as there are fewer than
/// the bound allows. A delivered segment is used again; more than a few go back to the disk. Thread-safe.
/// </summary>
internal sealed class SegmentPool(ISpoolFileSystem files, string directory, SpoolSettings settings, Random random, SpoolNotices news, TimeProvider time) : IDisposable
{
    internal const string FileExtension = ".segment";

    // One to be written next while another is made ready.
    private const int SparesAhead = 2;

    // One more is kept: what is delivered comes back a moment after another was made in its place, and must not go to waste each time.
    private const int SparesMax = SparesAhead + 1;

    // A full disk is asked again once in a while, not for every event that is dropped meanwhile.
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Queue<SpoolSegment> _spares = new();
    private readonly Trouble _trouble = new(news, $"The spool in '{directory}' cannot grow; what does not fit is dropped and counted, or waits for room where QueueFullMode is Wait.");
    private int _count;
    private int _underWay;
    private int _returning;
    private bool _isDiskGone;
    private int _lastNumber;
    private long _failedAt;
    private bool _isOver;

    /// <summary>Whether some are made ahead of need; not where nothing more is written.</summary>
    internal bool CreatesSpares { get; init; } = true;

    /// <summary>Whether another segment is allowed; the disk may refuse it still.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
                return _spares.Count > 0 || _underWay > 0 || _count < settings.SegmentsMax;
        }
    }

    /// <summary>Whether the disk refused the last segment for another reason than a lack of room.</summary>
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

    /// <summary>The number of a file is taken, whatever becomes of it.</summary>
    internal void Reserve(string fileName)
    {
        if (!int.TryParse(Path.GetFileNameWithoutExtension(fileName), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return;

        lock (_gate)
            _lastNumber = Math.Max(_lastNumber, number);
    }

    /// <summary>It is a segment no longer.</summary>
    internal void Forget(SpoolSegment segment)
    {
        lock (_gate)
            _count--;
        segment.Retire(); // Not under the lock: it may have to wait for the disk.
    }

    /// <summary>One that is ready; null when the bound or the disk allows none.</summary>
    /// <param name="ignoresLimit">Whether one is needed whatever the bound.</param>
    internal SpoolSegment? TryTake(bool ignoresLimit = false)
    {
        Reservation? place;
        lock (_gate)
        {
            // The last one that is allowed may be almost ready.
            while (_spares.Count == 0 && _underWay > 0 && _count >= settings.SegmentsMax)
                Monitor.Wait(_gate);
            if (_spares.TryDequeue(out var spare))
                return spare;

            // Under the same lock: the housework could begin the last one in between, and this call would find none although one is made.
            place = TryReserve_NeedsLock(ignoresLimit);
        }

        return TryCreate(place, isSpare: false);
    }

    /// <summary>Makes some ahead of need.</summary>
    internal void Prepare()
    {
        while (TryCreate(ReserveSpare(), isSpare: true) is not null)
        {
            // Each is kept as it is made.
        }
    }

    /// <summary>Takes back a segment whose records are all settled, and whose checkpoint says so.</summary>
    internal void Return(SpoolSegment segment)
    {
        // A delivery that outlives its pipeline must not write to, or delete, what may be another owner's by now.
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
            _isOver = true;
            Monitor.PulseAll(_gate);

            // Whoever takes the directory next would find a file half made, and set it aside as damaged.
            while (_underWay > 0 || _returning > 0)
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
            _returning += _isOver ? 0 : 1;
            return !_isOver;
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
            if (!IsOfUse(segment))
                return false;
            segment.MakeReady(NewSalt());
            Keep(segment);
            return true;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            return false; // It is of no use any more: let the disk have it back.
        }
    }

    private Reservation? ReserveSpare()
    {
        lock (_gate)
            return CreatesSpares && _spares.Count + _underWay < SparesAhead ? TryReserve_NeedsLock(ignoresLimit: false) : null;
    }

    private bool IsOfUse(SpoolSegment segment)
    {
        lock (_gate)
            return _spares.Count < SparesMax && segment.LengthBytes == settings.SegmentBytes && _count <= settings.SegmentsMax && !_isOver;
    }

    private void Keep(SpoolSegment spare)
    {
        lock (_gate)
            Keep_NeedsLock(spare);
    }

    private void Keep_NeedsLock(SpoolSegment spare)
    {
        if (_isOver)
            spare.Dispose();
        else
            _spares.Enqueue(spare);
    }

    /// <summary>Counts one that is to be made.</summary>
    /// <returns>Null when the bound allows none, the disk has just refused one, or the pool is disposed.</returns>
    private Reservation? TryReserve_NeedsLock(bool ignoresLimit)
    {
        // The directory may be another owner's once this one is disposed.
        if (_isOver || (_count >= settings.SegmentsMax && !ignoresLimit) || (_trouble.IsOn && time.GetElapsedTime(_failedAt) < RetryInterval))
            return null;
        _count++;
        _underWay++;
        return new Reservation(Path.Combine(directory, (++_lastNumber).ToString("D6", CultureInfo.InvariantCulture) + FileExtension), NewSalt());
    }

    /// <summary>Makes one; not under the lock, since a logging call may come for one that is ready.</summary>
    private SpoolSegment? TryCreate(Reservation? place, bool isSpare)
    {
        if (place is not { } reserved)
            return null;

        SpoolSegment? segment = null;
        try
        {
            segment = SpoolSegment.Create(files, reserved.Path, settings.SegmentBytes, reserved.Salt);
            _trouble.IsOver();
            return segment;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception) || exception is ArgumentOutOfRangeException or OutOfMemoryException)
        {
            // Out of range is what .NET makes of a file that may not grow so far (EFBIG: a quota, ulimit -f).
            _trouble.Begins(exception);
            lock (_gate)
                _isDiskGone = Trouble.IsDiskGone(exception);
            return null;
        }
        finally
        {
            lock (_gate)
            {
                _underWay--;
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
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            // What it holds is settled: the next start takes it.
        }
    }

    /// <summary>One that is counted, and not made yet.</summary>
    private readonly record struct Reservation(string Path, ulong Salt);
}
