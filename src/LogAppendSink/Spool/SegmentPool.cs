using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>
/// The segments that wait for their use, and the making of new ones: ahead of need, in the background, as long as there are fewer than
/// the bound allows. A delivered segment is used again; more than a few go back to the disk. Thread-safe.
/// </summary>
internal sealed class SegmentPool(ISpoolFileSystem files, string directory, SpoolSettings settings, Random random, SpoolNews news, TimeProvider time) : IDisposable
{
    internal const string FileExtension = ".segment";

    // One to be written next while another is made ready.
    private const int SparesMax = 2;

    // A full disk is asked again once in a while, not for every event that is dropped meanwhile.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly Stack<SpoolSegment> _spares = new();
    private readonly Trouble _trouble = new(news, $"The spool in '{directory}' cannot grow; what does not fit is dropped and counted.");
    private int _count;
    private int _lastNumber;
    private long _failedAt;

    /// <summary>Whether another segment is allowed; the disk may refuse it still.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
                return _spares.Count > 0 || _count < settings.SegmentsMax;
        }
    }

    /// <summary>Whether one should be made ahead of need.</summary>
    internal bool NeedsSpare
    {
        get
        {
            lock (_gate)
                return _spares.Count == 0 && _count < settings.SegmentsMax;
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
        {
            _count--;
            segment.Retire();
        }
    }

    /// <summary>One that is ready; null when the bound or the disk allows none.</summary>
    internal SpoolSegment? TryTake(bool isBoundless = false)
    {
        lock (_gate)
            return _spares.TryPop(out var spare) ? spare : TryCreate_NeedsLock(isBoundless);
    }

    /// <summary>Makes one ahead of need.</summary>
    internal void Prepare()
    {
        lock (_gate)
        {
            if (_spares.Count == 0 && TryCreate_NeedsLock(isBoundless: false) is { } segment)
                _spares.Push(segment);
        }
    }

    /// <summary>Takes back a segment whose records are all settled, and whose checkpoint says so.</summary>
    internal void Return(SpoolSegment segment)
    {
        lock (_gate)
        {
            try
            {
                if (_spares.Count < SparesMax && segment.LengthBytes == settings.SegmentBytes && _count <= settings.SegmentsMax)
                {
                    segment.MakeReady(NewSalt());
                    _spares.Push(segment);
                    return;
                }
            }
            catch (Exception exception) when (Trouble.IsOfDisk(exception))
            {
                // It is of no use any more: let the disk have it back.
            }

            _count--;
            segment.Retire();
            TryDelete(segment.Path);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var spare in _spares)
                spare.Dispose();
            _spares.Clear();
            _count = settings.SegmentsMax;
        }
    }

    private SpoolSegment? TryCreate_NeedsLock(bool isBoundless)
    {
        if ((_count >= settings.SegmentsMax && !isBoundless) || (_trouble.IsOn && time.GetElapsedTime(_failedAt) < RetryInterval))
            return null;

        try
        {
            var path = Path.Combine(directory, (++_lastNumber).ToString("D6", CultureInfo.InvariantCulture) + FileExtension);
            var segment = SpoolSegment.Create(files, path, settings.SegmentBytes, NewSalt());
            _count++;
            _trouble.IsOver();
            return segment;
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            _failedAt = time.GetTimestamp();
            _trouble.Begins(exception);
            return null;
        }
    }

    private ulong NewSalt() => (ulong)random.NextInt64();

    private void TryDelete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            // It is marked as waiting for its use: the next start takes it.
        }
    }
}
