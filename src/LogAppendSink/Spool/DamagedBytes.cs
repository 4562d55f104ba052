using System.Buffers;
using System.Globalization;
using LogAppendSink.Buffering;

namespace LogAppendSink.Spool;

/// <summary>Keeps what is no longer a spool: damaged bytes go to files of their own, for whoever wants to look at them.</summary>
internal sealed class DamagedBytes(ISpoolFileSystem files, string directory, SpoolNotices news)
{
    internal const string DirectoryName = "damaged";

    // A disk that rots must not fill up with copies of it.
    private const long KeptBytesMax = 256L * 1024 * 1024;
    private const int KeptFilesMax = 1000;

    private readonly string _directory = Path.Combine(directory, DirectoryName);
    private long _keptBytes;

    /// <summary>Keeps bytes of a file that stays in use, and tells.</summary>
    /// <param name="fileName">The file.</param>
    /// <param name="position">Where they begin in it.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="lostEvents">How many events they held, as far as that is known.</param>
    internal void Keep(string fileName, long position, ReadOnlySpan<byte> bytes, long lostEvents)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{fileName}.{position}");
        Tell(
            string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes at {position} of '{fileName}' in the spool '{directory}' are damaged; {Lost(lostEvents)}."),
            TryCopy(name, bytes),
            lostEvents);
    }

    /// <summary>Keeps records that are dropped although they may be stored, and tells.</summary>
    /// <param name="key">The object that they were sent to.</param>
    /// <param name="batch">The records.</param>
    internal void KeepDropped(string key, RecordBatch batch)
    {
        var kept = TryCopy(string.Create(CultureInfo.InvariantCulture, $"dropped.{batch.Records.First}"), batch.Bytes.ToArray());
        news.Post(new DeliveryNotice(
            DeliveryNoticeKind.EventsDropped,
            string.Create(CultureInfo.InvariantCulture, $"{batch.Count} events of an earlier run were sent to '{key}', and it could not be settled within RetryTimeLimit whether they are stored; they are dropped and may be stored there.{(kept is null ? "" : $" Kept as '{Path.Combine(DirectoryName, kept)}' in the spool '{directory}'.")}"))
        {
            ObjectKey = key,
            EventCount = batch.Count,
            Reason = DropReason.RetryTimeLimit,
        });
    }

    /// <summary>Moves a whole file aside, and tells.</summary>
    /// <returns>Whether it could be moved; it is told in any case.</returns>
    internal bool MoveAside(string path, string why)
    {
        var name = Path.GetFileName(path);
        string? kept = null;
        try
        {
            files.CreateDirectory(_directory);
            kept = FreeName(name);
            files.Move(path, Path.Combine(_directory, kept));
        }
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            kept = null;
        }

        Tell($"'{name}' in the spool '{directory}' {why}.", kept, lostEvents: 0);
        return kept is not null;
    }

    /// <summary>Tells of events that are not there, without a byte to keep.</summary>
    internal void TellMissing(long lostEvents, string where) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"{lostEvents} events are missing {where} in the spool '{directory}'."), kept: null, lostEvents);

    /// <summary>Tells of damage that has cost nothing, or nobody knows how much.</summary>
    internal void Tell(string message, string? kept = null, long lostEvents = 0) =>
        news.Post(new DeliveryNotice(
            DeliveryNoticeKind.SpoolDamaged,
            $"{message}{(kept is null ? "" : $" Kept as '{Path.Combine(DirectoryName, kept)}'.")} The rest is delivered.")
        {
            EventCount = lostEvents,
            Reason = lostEvents > 0 ? DropReason.SpoolDamaged : null,
        });

    private static string Lost(long events) => events switch
    {
        0 => "no event is known to be lost with them",
        1 => "1 event is lost with them",
        _ => string.Create(CultureInfo.InvariantCulture, $"{events} events are lost with them"),
    };

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
        catch (Exception exception) when (Trouble.IsOfDisk(exception))
        {
            return null; // What cannot be kept is told all the same.
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
