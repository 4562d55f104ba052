using System.Globalization;
using LogAppendSink.Spool;

namespace LogAppendSink.Cli.Spooling;

/// <summary>
/// Reads a spool without touching it: no lock is taken and nothing is mended, so that the process that owns it does not notice. What it writes
/// meanwhile may be seen or not.
/// </summary>
internal sealed class SpoolInspector(string directory)
{
    /// <summary>Where damage that was met by deliveries is kept.</summary>
    private const string DamagedName = "damaged";

    private static readonly SegmentHeader Unused = new(Salt: 0, SegmentHeader.Spare, FirstRecordByte: 0, CheckpointGeneration: 0);

    /// <summary>What was found by the last <see cref="Read"/>.</summary>
    internal SpoolReport Report { get; private set; } = new();

    /// <summary>The spools of a <c>BufferPath</c>, or the one whose directory was named itself.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    internal static IReadOnlyList<string> Find(string path)
    {
        if (!Directory.Exists(path))
            throw new ToolException($"there is no directory '{path}'; name the BufferPath of the application.", ExitCode.NotFound);
        if (IsSpool(path))
            return [path];
        string[] spools = [.. Directory.GetDirectories(path, $"{SpoolDirectory.Prefix}*").Where(IsSpool).Order(StringComparer.Ordinal)];
        return spools.Length > 0 ? spools : throw new ToolException($"'{path}' holds no spool; name the BufferPath of the application.", ExitCode.NotFound);
    }

    /// <summary>All records that are there, in order, those that are delivered but not yet written over included.</summary>
    internal IEnumerable<SpoolRecord> Read()
    {
        Report = new SpoolReport { Checkpoint = ReadCheckpoint() };
        var delivered = Report.Checkpoint?.DeliveredThrough ?? 0;
        var segments = new List<(string Path, SegmentHeader Header)>();
        foreach (var path in Directory.GetFiles(directory, $"*{SegmentPool.FileExtension}"))
        {
            // Its owner may be making it: then it has none yet, and a moment later it has.
            if ((ReadHeader(path) ?? (IsBlank(path) ? Unused : ReadHeader(path))) is not { } header)
                Report.Damage.Add($"{Path.GetFileName(path)} has no header that can be read");
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
                    continue; // In two segments, as a copy or a loss of power leaves them.

                // What is missing before was delivered, or is lost.
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
            Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{files.Length} files of damaged bytes, met before, are kept in '{kept}'"));
    }

    /// <summary>Whether a record is still to be delivered.</summary>
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
            Report.Damage.Add("there is no checkpoint, so all records count as pending");
            return null;
        }

        var bytes = ReadAll(path);
        Checkpoint? newest = null;
        for (var page = 0; page + CheckpointFormat.PageBytes <= bytes.Length; page += CheckpointFormat.PageBytes)
        {
            if (CheckpointFormat.TryRead(bytes.AsSpan(page, CheckpointFormat.PageBytes), path) is { } found && found.Generation > (newest?.Generation ?? -1))
                newest = found;
        }

        if (newest is null)
            Report.Damage.Add("the checkpoint cannot be read, so all records count as pending");
        return newest;
    }

    /// <summary>Whether nothing was written to it but the zeros of its making.</summary>
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
                yield return new SpoolRecord(frame.Sequence, new DateTimeOffset(frame.AcceptedAtUtcTicks, TimeSpan.Zero), frames.Slice(FrameFormat.HeaderBytes, frame.LengthBytes));
                position += frame.FrameBytes;
                continue;
            }

            var found = FrameFormat.Find(frames.Span, header.Salt, next, out _);
            if (found > 0)
                Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} has {found} bytes at {position} that are no record"));
            else if (finding != FrameFinding.End)
                Report.Damage.Add(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} ends at {position} with a record that is not whole"));
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

    // Its owner has it open for writing.
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
