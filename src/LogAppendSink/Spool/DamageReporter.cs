using System.Buffers;
using System.Globalization;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>Reports damage in a spool, and keeps the damaged bytes in files of their own for an analysis.</summary>
internal sealed class DamageReporter(ISpoolFileSystem files, string directory, SpoolNotices notices)
{
    internal const string DirectoryName = "damaged";

    // A failing disk must not fill up with copies.
    private const long KeptBytesMax = 256L * 1024 * 1024;
    private const int KeptFilesMax = 1000;

    private readonly string _directory = Path.Combine(directory, DirectoryName);
    private long _keptBytes;

    /// <summary>Reports damaged bytes of a file that remains in use, and keeps a copy.</summary>
    internal void ReportDamage(string fileName, long position, ReadOnlySpan<byte> bytes, long lostEvents)
    {
        var lost = lostEvents switch
        {
            0 => "no event is known to be lost with them",
            1 => "1 event is lost with them",
            _ => string.Create(CultureInfo.InvariantCulture, $"{lostEvents} events are lost with them"),
        };
        Report(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bytes.Length} bytes at {position} of '{fileName}' in the spool '{directory}' are damaged; {lost}."),
            TryCopy(string.Create(CultureInfo.InvariantCulture, $"{fileName}.{position}"), bytes),
            lostEvents);
    }

    /// <summary>Reports dropped records that may be stored, and keeps a copy.</summary>
    internal void ReportDropped(string key, RecordBatch batch)
    {
        var kept = TryCopy(string.Create(CultureInfo.InvariantCulture, $"dropped.{batch.Records.First}"), batch.Bytes.ToArray());
        var copy = kept is null ? "" : $"; if they are missing, append '{Path.Combine(DirectoryName, kept)}' of the spool '{directory}'";
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.EventsDropped,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{batch.Count} events of an earlier run were sent to '{key}'. Whether they are stored could not be determined ")
                + $"within RetryTimeLimit, so they are dropped. Search '{key}' for them{copy}.")
        {
            ObjectKey = key,
            EventCount = batch.Count,
            Reason = DropReason.RetryTimeLimit,
        });
    }

    /// <summary>Reports an unusable file, and moves it to the directory of damaged files.</summary>
    /// <returns>Whether the file was moved.</returns>
    internal bool MoveAside(string path, string problem)
    {
        var name = Path.GetFileName(path);
        string? kept = null;
        try
        {
            files.CreateDirectory(_directory);
            kept = FreeName(name);
            files.Move(path, Path.Combine(_directory, kept));
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            kept = null;
        }

        Report($"'{name}' in the spool '{directory}' {problem}.", kept);
        return kept is not null;
    }

    /// <summary>Reports events of which no bytes are left.</summary>
    internal void ReportMissing(long lostEvents, string where) =>
        Report(
            string.Create(CultureInfo.InvariantCulture, $"{lostEvents} events are missing {where} in the spool '{directory}'."),
            kept: null,
            lostEvents);

    /// <summary>Reports damage.</summary>
    /// <param name="message">The damage.</param>
    /// <param name="kept">The name of the file with the damaged bytes, or null.</param>
    /// <param name="lostEvents">The number of events known to be lost.</param>
    internal void Report(string message, string? kept = null, long lostEvents = 0) =>
        notices.Post(new DeliveryNotice(
            DeliveryNoticeKind.SpoolDamaged,
            $"{message}{(kept is null ? "" : $" Kept as '{Path.Combine(DirectoryName, kept)}'.")} The rest is delivered.")
        {
            EventCount = lostEvents,
            Reason = lostEvents > 0 ? DropReason.SpoolDamaged : null,
        });

    private string? TryCopy(string name, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || _keptBytes + bytes.Length > KeptBytesMax)
            return null;

        try
        {
            files.CreateDirectory(_directory);
            if (files.ListFiles(_directory).Count >= KeptFilesMax)
                return null;

            name = FreeName(name);
            using var file = files.Create(Path.Combine(_directory, name), bytes.Length);
            file.Write(0, bytes);
            _keptBytes += bytes.Length;
            return name;
        }
        catch (Exception exception) when (DiskErrors.IsDiskError(exception))
        {
            return null; // The damage is reported without a copy.
        }
    }

    private string FreeName(string name)
    {
        var taken = files.ListFiles(_directory).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var number = 1;
        var free = name;
        while (taken.Contains(free))
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{++number}");
        return free;
    }
}
