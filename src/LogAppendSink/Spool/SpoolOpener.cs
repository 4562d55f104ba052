using System.Globalization;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>
/// Opens the spool that the settings ask for, and those that processes have left which are no more. What cannot be used is told, and
/// the next best is: a sibling directory where another process has the first, memory where the disk refuses.
/// </summary>
internal sealed class SpoolOpener(OssAppendOptions options, PipelineEdges edges)
{
    private readonly SpoolSettings _settings = SpoolSettings.Of(options);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<DeliveryNotice> _refusals = [];
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private bool _isSetAsideReported;
    private string? _ownName;

    // Only asked for with one; as it is set until it is opened.
    private string _bufferPath = options.BufferPath ?? ".";

    /// <summary>The spool to write to; null when the disk refuses any.</summary>
    /// <param name="notices">What is to be told when there is none.</param>
    internal OpenSpool? TryOpen(out IReadOnlyList<DeliveryNotice> notices)
    {
        notices = _refusals;
        while (true)
        {
            SpoolDirectory? directory = null;
            try
            {
                // Whole, so that it stays where it is when the application changes its directory.
                _bufferPath = edges.Files.FullPath(_bufferPath);
                directory = SpoolDirectory.Take(edges.Files, _bufferPath, _refused);
                var spool = Open(directory, isOrphan: false);
                _ownName = directory.Name;
                if (directory.Name != FirstName && !_refused.Contains(FirstName))
                    Refuse($"Another process has the spool in '{_bufferPath}'; this one uses its sibling '{directory.Name}'.", exception: null);
                foreach (var refusal in _refusals)
                    spool.Notices.Post(refusal);
                return spool;
            }
            catch (SpoolFormatException exception)
            {
                // Not ours to touch: the next sibling.
                _refused.Add(directory!.Name); // Its content was read, so it was taken.
                Refuse(exception.Message, exception);
                directory.Dispose();
            }
            catch (Exception exception) when (DiskErrors.IsDiskError(exception))
            {
                directory?.Dispose();
                Refuse(
                    $"The spool in '{_bufferPath}' (BufferPath) cannot be opened ({exception.GetType().Name}: {exception.Message}). Events are held in memory until it can, at the next start; what the spool holds stays there. Check the path, its permissions and the room on its disk.",
                    exception);
                return null;
            }
        }
    }

    /// <summary>The spools that processes have left which are no more, to be delivered first.</summary>
    /// <param name="notices">Where it is told of those that cannot be opened.</param>
    /// <param name="open">The spools that are open already: a copy of what is unsettled in one of them is discarded.</param>
    internal IReadOnlyList<OpenSpool> OpenOrphans(SpoolNotices notices, IReadOnlyList<OpenSpool>? open = null)
    {
        // What copies are named comes last.
        var orphans = new List<OpenSpool>();
        foreach (var name in SpoolDirectory.OrphanNames(edges.Files, _bufferPath).Where(name => name != _ownName && !_refused.Contains(name)))
        {
            if (TryOpenOrphan(name, notices, [.. open ?? [], .. orphans]) is { } orphan)
                orphans.Add(orphan);
        }

        return orphans;
    }

    /// <summary>Sets what is unsettled in a spool aside, in one of its own.</summary>
    /// <returns>The copy, which is whole, though the original still has it; null when the disk refuses.</returns>
    internal (OpenSpool Copy, int Count)? TrySetAside(SpoolBuffer from, SpoolNotices notices)
    {
        SpoolDirectory? directory = null;
        try
        {
            var records = from.CopyUnsettled();
            directory = SpoolDirectory.TakeAside(edges.Files, _bufferPath);
            bool isWhole;
            using (var empty = Open(directory, isOrphan: true).Buffer)
                isWhole = SetAsideSpool.TryWrite(empty, from.Unsettled!, records); // What was copied is unsettled.

            var copy = Open(directory, isOrphan: true);
            copy.Notices.Take(); // It is told by whoever asked for it.
            if (isWhole && copy.Buffer.Unsettled is { } unsettled && SetAsideSpool.IsSame(unsettled, from.Unsettled!) && copy.Buffer.Account.Pending == records.Count)
            {
                copy.Buffer.Close(DropReason.Closed);
                _isSetAsideReported = false;
                return (copy, records.Count);
            }

            copy.DisposeAndEmpty();
            ReportNotSetAside(notices, "there is no room for it on the disk", exception: null);
        }
        catch (Exception exception) when (exception is BufferUnreadableException or SpoolFormatException || DiskErrors.IsDiskError(exception))
        {
            // A part of the copy would be taken for what a process has left, once the original is settled.
            if (directory?.TryEmpty() == false)
                _refused.Add(directory.Name);
            directory?.Dispose();
            ReportNotSetAside(notices, $"{exception.GetType().Name}: {exception.Message}", exception);
        }

        return null;
    }

    private static string FirstName => SpoolDirectory.Prefix + 1.ToString("D3", CultureInfo.InvariantCulture);

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
            _refused.Add(name); // Another try would end the same way.
            ReportOrphan(notices, name, $". {exception.Message}", exception);
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            directory?.Dispose();
            var cause = $" ({exception.GetType().Name}: {exception.Message}). It stays there and is tried again.";
            if (_reported.Add(name))
                ReportOrphan(notices, name, cause, exception);
        }

        return null;
    }

    private void ReportOrphan(SpoolNotices notices, string name, string cause, Exception exception) =>
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.SpoolUnavailable,
            $"The spool '{name}' in '{_bufferPath}', which a process has left, cannot be opened{cause}")
        { Exception = exception });

    /// <summary>Once until it succeeds, however often it is tried.</summary>
    private void ReportNotSetAside(SpoolNotices notices, string cause, Exception? exception)
    {
        if (_isSetAsideReported)
            return;

        _isSetAsideReported = true;
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.SpoolUnavailable,
            $"The append of an earlier run that cannot be settled cannot be set aside in '{_bufferPath}' either ({cause}). "
                + "Later events wait until one of the two is possible.")
        { Exception = exception });
    }

    /// <summary>Whether it was to be set aside from another spool by a process that died over it, so that the other one has it still.</summary>
    private static bool IsCopy(OpenSpool orphan, IReadOnlyList<OpenSpool> open) =>
        orphan.IsSetAside
        && orphan.Buffer.Unsettled is { } copied
        && open.Any(other => other.Buffer.Unsettled is { } unsettled && SetAsideSpool.IsSame(unsettled, copied));

    private OpenSpool Open(SpoolDirectory directory, bool isOrphan)
    {
        var notices = new SpoolNotices();
        var damaged = new DamageReporter(edges.Files, directory.Path, notices);
        var pool = new SegmentPool(edges.Files, directory.Path, _settings, new Random(edges.Random.Next()), notices, edges.Time) { CreatesSpares = !isOrphan };
        var recovered = Recover(directory, damaged, notices, pool);
        if (recovered.PendingEvents > 0)
        {
            notices.Post(new DeliveryNotice(
                DeliveryNoticeKind.EventsRecovered,
                string.Create(CultureInfo.InvariantCulture, $"{recovered.PendingEvents} events of an earlier run are in the spool '{directory.Path}' and are delivered now."))
            { EventCount = recovered.PendingEvents });
        }

        return new OpenSpool(directory, new SpoolBuffer(recovered, _settings, options, edges, damaged, notices) { WaitForRoom = edges.WaitForRoom }, notices);
    }

    private RecoveredSpool Recover(SpoolDirectory directory, DamageReporter damaged, SpoolNotices notices, SegmentPool pool)
    {
        try
        {
            return new SpoolRecovery(edges.Files, directory.Path, _settings, damaged, notices).Open(pool);
        }
        catch
        {
            pool.Dispose(); // What it has taken back is open.
            throw;
        }
    }

    private void Refuse(string message, Exception? exception) =>
        _refusals.Add(new DeliveryNotice(DeliveryNoticeKind.SpoolUnavailable, message) { Exception = exception });
}
