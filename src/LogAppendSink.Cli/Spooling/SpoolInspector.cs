using System.Globalization;
using LogAppendSink.Spool;

namespace LogAppendSink.Cli.Spooling;

/// <summary>
/// Reads a spool without changing it. It takes no lock and repairs nothing, so the process that owns the spool can keep running. Records
/// that the owner writes during the read may be missing.
/// </summary>
internal sealed class SpoolInspector(string directory)
{
    /// <summary>The directory in which deliveries quarantine damaged bytes.</summary>
    private const string DamagedName = "damaged";

    private static readonly SegmentHeader Unused = new(Salt: 0, SegmentHeader.Spare, FirstRecordByte: 0, CheckpointGeneration: 0);

    /// <summary>The result of the last <see cref="Read"/>.</summary>
    internal SpoolReport Report { get; private set; } = new();

    /// <summary>Returns the spools of a <c>BufferPath</c>, or the spool itself if the path is one.</summary>
    /// <exception cref="ToolException">The directory does not exist or holds no spool.</exception>
    internal static IReadOnlyList<string> Find(string path)
    {
        if (!Directory.Exists(path))
            throw new ToolException($"directory '{path}' does not exist; give the BufferPath of the application.", ExitCode.NotFound);
        if (IsSpool(path))
            return [path];
        string[] spools = [.. Directory.GetDirectories(path, $"{SpoolDirectory.Prefix}*").Where(IsSpool).Order(StringComparer.Ordinal)];
        return spools.Length > 0
            ? spools
            : throw new ToolException($"'{path}' contains no spool; give the BufferPath of the application.", ExitCode.NotFound);
    }

    /// <summary>Returns all records in order, including delivered records that are not yet overwritten.</summary>
    internal IEnumerable<SpoolRecord> Read()
    {
        Report = new SpoolReport { Checkpoint = ReadCheckpoint() };
        var delivered = Report.Checkpoint?.DeliveredThrough ?? 0;
        var segments = new List<(string Path, SegmentHeader Header)>();
        foreach (var path in Directory.GetFiles(directory, $"*{SegmentPool.FileExtension}"))
        {
            // The owner may be creating this segment, which then has no header yet.
            if ((ReadHeader(path) ?? (IsBlank(path) ? Unused : ReadHeader(path))) is not { } header)
                Report.Damage.Add($"{Path.GetFileName(path)} has no readable header");
            else if (header.IsSpare)
                Report.SpareSegments++;
            else
                segments.Add((path, header));
        }

        var next = long.MinValue;
        foreach (var (path, header) in segments.OrderBy(segment => segment.Header.FirstSequence))
        {
            Report.Segments++;
            foreach (var record in ReadFrames(path, header))
            {
                if (record.Sequence < next)
                    continue; // The record is in two segments, e.g. after a power loss.

                // A gap before this record: the missing records were delivered, or are lost.
                var expected = Math.Max(next, delivered);
                if (record.Sequence > expected)
                    Report.Missing += record.Sequence - expected;
                next = record.Sequence + 1;
                Count(record, isPending: record.Sequence >= delivered);
                yield return record;
            }
        }

        var kept = Path.Combine(directory, DamagedName);
        if (Directory.Exists(kept) && Directory.GetFiles(kept) is { Length: > 0 } files)
            Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{files.Length} files with damaged bytes "
                + $"from earlier deliveries are in '{kept}'"));
    }

    /// <summary>Whether a record is not yet delivered.</summary>
    internal bool IsPending(in SpoolRecord record) => record.Sequence >= (Report.Checkpoint?.DeliveredThrough ?? 0);

    private static bool IsSpool(string path) =>
        File.Exists(Path.Combine(path, CheckpointFile.FileName)) || Directory.EnumerateFiles(path, $"*{SegmentPool.FileExtension}").Any();

    private void Count(in SpoolRecord record, bool isPending)
    {
        Report.Records++;
        Report.NewestAt = record.AcceptedAt;
        if (!isPending)
            return;
        Report.Pending++;
        Report.PendingBytes += record.Bytes.Length;
        Report.OldestPendingAt ??= record.AcceptedAt;
    }

    private Checkpoint? ReadCheckpoint()
    {
        var path = Path.Combine(directory, CheckpointFile.FileName);
        if (!File.Exists(path))
        {
            Report.Damage.Add("the checkpoint is missing, so all records count as pending");
            return null;
        }

        var bytes = ReadAll(path);
        Checkpoint? newest = null;
        for (var page = 0; page + CheckpointFormat.PageBytes <= bytes.Length; page += CheckpointFormat.PageBytes)
        {
            if (CheckpointFormat.TryRead(bytes.AsSpan(page, CheckpointFormat.PageBytes), path) is { } found
                && found.Generation > (newest?.Generation ?? -1))
                newest = found;
        }

        if (newest is null)
            Report.Damage.Add("the checkpoint cannot be read, so all records count as pending");
        return newest;
    }

    /// <summary>Whether the segment holds only the zeros it was preallocated with.</summary>
    private static bool IsBlank(string path) => !ReadAll(path).AsSpan().ContainsAnyExcept((byte)0);

    private static SegmentHeader? ReadHeader(string path)
    {
        using var file = Open(path);
        var page = new byte[SegmentFormat.PageBytes];
        var count = RandomAccess.Read(file.SafeFileHandle, page, 0);
        if (SegmentFormat.TryRead(page.AsSpan(0, count), path, out var header))
            return header;
        count = RandomAccess.Read(file.SafeFileHandle, page, Math.Max(0, file.Length - page.Length));
        return SegmentFormat.TryRead(page.AsSpan(0, count), path, out header) ? header : null;
    }

    private IEnumerable<SpoolRecord> ReadFrames(string path, SegmentHeader header)
    {
        var bytes = ReadAll(path);
        var framesEnd = (int)Math.Clamp(bytes.Length - SegmentFormat.PageBytes, 0, SegmentFormat.SegmentBytesMax);
        var next = header.FirstSequence;
        for (var position = SegmentFormat.FirstFrame; position < framesEnd;)
        {
            var frames = bytes.AsMemory(position, framesEnd - position);
            var finding = FrameFormat.Read(frames.Span, header.Salt, out var frame);
            if (finding == FrameFinding.Whole && frame.Sequence >= next)
            {
                next = frame.Sequence + 1;
                yield return new SpoolRecord(frame.Sequence, new DateTimeOffset(frame.AcceptedAtUtcTicks, TimeSpan.Zero),
                    frames.Slice(FrameFormat.HeaderBytes, frame.LengthBytes));
                position += frame.FrameBytes;
                continue;
            }

            var found = FrameFormat.Find(frames.Span, header.Salt, next, out _);
            if (found > 0)
                Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} has {found} bytes at {position} "
                    + $"that are not a record"));
            else if (finding != FrameFinding.End)
                Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} ends at {position} "
                    + $"with an incomplete record"));
            if (found <= 0)
                yield break;
            position += found;
        }
    }

    private static byte[] ReadAll(string path)
    {
        using var file = Open(path);
        var bytes = new byte[Math.Min(file.Length, SegmentFormat.SegmentBytesMax)];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count == bytes.Length ? bytes : bytes[..count];
    }

    // The owner has the file open for writing.
    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
