using System.Globalization;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// Opens the spool of the settings, and orphaned spools of processes that have ended. If another process owns the first directory, the next
/// one is used. If the disk fails, the caller buffers in memory.
/// </summary>
internal sealed class SpoolOpener(OssAppendOptions options, PipelineEdges edges)
{
    private readonly SpoolSettings _settings = SpoolSettings.Of(options);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<DeliveryNotice> _refusals = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private bool _isSetAsideReported;
    private string? _ownName;

    // The opener is used only with a BufferPath. TryOpen makes it absolute.
    private string _bufferPath = options.BufferPath ?? ".";

    private static string FirstName => SpoolDirectory.Prefix + 1.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Opens the spool for new events.</summary>
    /// <param name="refusals">The notices to report if no spool is opened.</param>
    /// <returns>The spool; null if the disk fails.</returns>
    internal OpenSpool? TryOpen(out IReadOnlyList<DeliveryNotice> refusals)
    {
        refusals = _refusals;
        while (true)
        {
            SpoolDirectory? directory = null;
            try
            {
                // Absolute, so that it stays valid if the application changes the current directory.
                _bufferPath = edges.Files.FullPath(_bufferPath);
                directory = SpoolDirectory.Take(edges.Files, _bufferPath, _refused);
                var spool = Open(directory, isOrphan: false);
                _ownName = directory.Name;
                if (directory.Name != FirstName && !_refused.Contains(FirstName))
                    Refuse($"Another process uses the spool in '{_bufferPath}', so this process uses '{directory.Name}' next to it.");
                foreach (var refusal in _refusals)
                    spool.Notices.Post(refusal);
                return spool;
            }
            catch (SpoolFormatException exception)
            {
                _refused.Add(directory!.Name); // Its files were read, so there is a directory.
                Refuse(exception.Message, exception);
                directory.Dispose();
            }
            catch (Exception exception) when (DiskErrors.IsDiskError(exception))
            {
                directory?.Dispose();
                Refuse(
                    $"The spool in '{_bufferPath}' (BufferPath) cannot be opened {DiskErrors.Describe(exception)}. Events are buffered in "
                        + "memory until the next start; those in the spool stay there. Check the path, its permissions and the disk space.",
                    exception);
                return null;
            }
        }
    }

    /// <summary>Opens the orphaned spools, which are delivered first.</summary>
    /// <param name="notices">Receives the notices about spools that cannot be opened.</param>
    /// <param name="open">The open spools. A copy of an append that is unsettled in one of them is discarded.</param>
    internal IReadOnlyList<OpenSpool> OpenOrphans(SpoolNotices notices, IReadOnlyList<OpenSpool>? open = null)
    {
        // The names of copies are last, so their originals are open before them.
        var orphans = new List<OpenSpool>();
        foreach (var name in SpoolDirectory.OrphanNames(edges.Files, _bufferPath))
        {
            if (name != _ownName && !_refused.Contains(name) && TryOpenOrphan(name, notices, [.. open ?? [], .. orphans]) is { } orphan)
                orphans.Add(orphan);
        }

        return orphans;
    }

    /// <summary>Copies the unsettled append of a spool to a spool of its own.</summary>
    /// <returns>The complete copy, and the number of its records. The original still has them. Null if the disk fails.</returns>
    internal (OpenSpool Copy, int Count)? TrySetAside(SpoolBuffer from, SpoolNotices notices)
    {
        SpoolDirectory? directory = null;
        try
        {
            var records = from.CopyUnsettled();
            var original = from.Unsettled!; // It was just copied.
            directory = SpoolDirectory.TakeAside(edges.Files, _bufferPath);
            bool isComplete;
            using (var empty = Open(directory, isOrphan: true).Buffer)
                isComplete = SetAsideSpool.TryWrite(empty, original, records);

            var copy = Open(directory, isOrphan: true);
            copy.Notices.Take(); // The caller reports that the append is set aside.
            isComplete &= copy.Buffer.Unsettled is { } copied
                && SetAsideSpool.IsSame(copied, original)
                && copy.Buffer.Account.Pending == records.Count;
            if (isComplete)
            {
                copy.Buffer.Close(DropReason.Closed);
                _isSetAsideReported = false;
                return (copy, records.Count);
            }

            copy.DisposeAndEmpty();
            ReportNotSetAside(notices, "(the disk is full)", exception: null);
        }
        catch (Exception exception)
            when (exception is BufferUnreadableException or SpoolFormatException || DiskErrors.IsDiskError(exception))
        {
            // Once the original is settled, an incomplete copy would be delivered as an orphan.
            if (directory?.TryEmpty() == false)
                _refused.Add(directory.Name);
            directory?.Dispose();
            ReportNotSetAside(notices, DiskErrors.Describe(exception), exception);
        }

        return null;
    }

    private OpenSpool? TryOpenOrphan(string name, SpoolNotices notices, IReadOnlyList<OpenSpool> open)
    {
        SpoolDirectory? directory = null;
        try
        {
            directory = SpoolDirectory.TryTakeOrphan(edges.Files, _bufferPath, name);
            if (directory is null)
                return null;

            var orphan = Open(directory, isOrphan: true);
            _reported.Remove(name);
            orphan.Buffer.Close(DropReason.Closed);
            if (IsCopy(orphan, open))
                orphan.Notices.Take();
            else if (orphan.Buffer.Account.Pending > 0)
                return orphan;
            foreach (var notice in orphan.Notices.Take())
                notices.Post(notice);
            orphan.DisposeAndEmpty();
        }
        catch (SpoolFormatException exception)
        {
            directory?.Dispose();
            _refused.Add(name); // Another attempt would fail too.
            notices.Post($"{Unopened(name)}. {exception.Message}", exception);
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            directory?.Dispose();
            if (_reported.Add(name))
            {
                notices.Post(
                    $"{Unopened(name)} {DiskErrors.Describe(exception)}. Its events stay there, and opening it is retried. "
                        + "Check its permissions and the disk.",
                    exception);
            }
        }

        return null;
    }

    private string Unopened(string name) => $"The orphaned spool '{name}' in '{_bufferPath}' cannot be opened";

    /// <summary>Reports the first of several failures in succession.</summary>
    private void ReportNotSetAside(SpoolNotices notices, string cause, Exception? exception)
    {
        if (_isSetAsideReported)
            return;

        _isSetAsideReported = true;
        notices.Post(
            $"An append of an earlier run cannot be settled, and it cannot be set aside in '{_bufferPath}' {cause}. "
                + "Later events wait until one of the two is possible. Free disk space, or check the permissions.",
            exception);
    }

    /// <summary>Whether the process died while it set this append aside, so that the original spool still has it.</summary>
    private static bool IsCopy(OpenSpool orphan, IReadOnlyList<OpenSpool> open) =>
        orphan.IsSetAside
        && orphan.Buffer.Unsettled is { } copied
        && open.Any(other => other.Buffer.Unsettled is { } unsettled && SetAsideSpool.IsSame(unsettled, copied));

    private OpenSpool Open(SpoolDirectory directory, bool isOrphan)
    {
        var notices = new SpoolNotices();
        var damage = new DamageReporter(edges.Files, directory.Path, notices);
        var pool = new SegmentPool(edges.Files, directory.Path, _settings, new Random(edges.Random.Next()), notices, edges.Time)
        {
            CreatesSpares = !isOrphan,
        };
        var recovered = Recover(directory, damage, notices, pool);
        if (recovered.PendingEvents > 0)
        {
            var message = string.Create(
                CultureInfo.InvariantCulture,
                $"{recovered.PendingEvents} events of an earlier run are in the spool '{directory.Path}' and are delivered now.");
            notices.Post(new DeliveryNotice(DeliveryNoticeKind.EventsRecovered, message) { EventCount = recovered.PendingEvents });
        }

        var buffer = new SpoolBuffer(recovered, _settings, options, edges, damage, notices) { WaitForRoom = edges.WaitForRoom };
        return new OpenSpool(directory, buffer, notices);
    }

    private RecoveredSpool Recover(SpoolDirectory directory, DamageReporter damage, SpoolNotices notices, SegmentPool pool)
    {
        try
        {
            return new SpoolRecovery(edges.Files, directory.Path, _settings, damage, notices).Open(pool);
        }
        catch
        {
            pool.Dispose(); // The spare segments it took over are open.
            throw;
        }
    }

    private void Refuse(string message, Exception? exception = null) =>
        _refusals.Add(new DeliveryNotice(DeliveryNoticeKind.SpoolUnavailable, message) { Exception = exception });
}
