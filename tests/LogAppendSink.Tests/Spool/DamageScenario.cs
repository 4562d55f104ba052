using System.Globalization;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;
using static LogAppendSink.Tests.Spool.SpoolScenario;

namespace LogAppendSink.Tests.Spool;

/// <summary>
/// A spool that a process left: three full segments of four records, and a tail of five records. A test damages its files and checks the
/// result of the next run.
/// </summary>
internal sealed class DamageScenario : IDisposable
{
    /// <summary>A page with the header, one page of frames, and a page with the copy of the header.</summary>
    internal const int SegmentBytes = 3 * SegmentFormat.PageBytes;

    internal const int RecordsPerSegment = 4;
    internal const int RecordBytes = 990;
    internal const int FullSegments = 3;
    internal const int LastRecords = 5;
    internal const int LastRecordBytes = 31;
    internal const int RecordCount = (FullSegments * RecordsPerSegment) + LastRecords;

    private readonly Dictionary<string, byte[]> _files = [];

    /// <param name="deliveredCount">The number of records of the first segment that were delivered, in one append.</param>
    internal DamageScenario(int deliveredCount = 0)
    {
        Scenario = new SpoolScenario(options =>
        {
            options.EventBodyLimitBytes = 1024;
            options.BufferSizeLimitBytes = 8 * SegmentBytes;
            options.BufferDurability = BufferDurability.Process; // These tests simulate crashes of the process only.
        });

        var spool = Scenario.Open();
        for (var number = 0; number < RecordCount; number++)
            Assert.True(Write(spool, Record(number), RecordLevel.Error));
        if (deliveredCount > 0)
            spool.Buffer.Acknowledge(
                spool.Buffer.TakeBatch(new BatchLimits(deliveredCount * RecordBytes, ObjectRollingInterval.Infinite))!);
        Scenario.Die(spool);
        Delivered = deliveredCount;

        foreach (var path in Directory.GetFiles(Scenario.Directory))
            _files[path] = File.ReadAllBytes(path);
        SegmentPaths = [.. Scenario.SegmentPaths.Where(path => FirstSequenceOf(path) >= 0).OrderBy(FirstSequenceOf)];
        Assert.Equal(FullSegments + 1, SegmentPaths.Count);
    }

    internal SpoolScenario Scenario { get; }

    internal int Delivered { get; }

    /// <summary>The segments in the order of their records.</summary>
    internal IReadOnlyList<string> SegmentPaths { get; }

    internal static string Record(int number)
    {
        var lengthBytes = number < FullSegments * RecordsPerSegment ? RecordBytes : LastRecordBytes;
        return string.Create(CultureInfo.InvariantCulture, $"{number:00} ").PadRight(lengthBytes - 1, (char)('a' + number)) + "\n";
    }

    /// <summary>Returns the position of a record's frame in its segment.</summary>
    internal static int FrameAt(int number) => SegmentFormat.FirstFrame + (number < FullSegments * RecordsPerSegment
        ? number % RecordsPerSegment * FrameFormat.FrameBytes(RecordBytes)
        : (number - (FullSegments * RecordsPerSegment)) * FrameFormat.FrameBytes(LastRecordBytes));

    /// <summary>Returns the undelivered records except the lost ones.</summary>
    internal string RecordsBut(params int[] lost) =>
        string.Concat(Enumerable.Range(Delivered, RecordCount - Delivered).Except(lost).Select(Record));

    /// <summary>Restores all files.</summary>
    internal void Restore()
    {
        if (Directory.Exists(Scenario.Directory))
            Directory.Delete(Scenario.Directory, recursive: true);
        Directory.CreateDirectory(Scenario.Directory);
        foreach (var (path, bytes) in _files)
            File.WriteAllBytes(path, bytes);
    }

    internal byte[] LeftIn(string path) => _files[path];

    internal static void Change(string path, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    internal static void Flip(string path, int position, int bit = 3) => Change(path, bytes => bytes[position] ^= (byte)(1 << bit));

    internal static void ZeroPage(string path, int page) =>
        Change(path, bytes => bytes.AsSpan(page * SegmentFormat.PageBytes, SegmentFormat.PageBytes).Clear());

    internal static void Truncate(string path, long lengthBytes)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(lengthBytes);
    }

    /// <summary>Delivers all records in the next run, and checks that the run after it finds none.</summary>
    internal DamageOutcome Recover()
    {
        var outcome = DeliverAndDie();
        var next = Scenario.Open();
        Assert.Equal((0L, ""), (next.Buffer.Account.Accepted, Drain(next)));
        Scenario.Die(next);
        return outcome;
    }

    /// <summary>Delivers all records in the next run.</summary>
    internal DamageOutcome DeliverAndDie()
    {
        var spool = Scenario.Open();
        var recovered = Drain(spool);
        var account = spool.Buffer.Account;
        var notices = spool.Buffer.TakeNotices();

        // New records are delivered too.
        Assert.True(Write(spool, "new\n", RecordLevel.Error));
        Assert.Equal("new\n", Drain(spool));
        Scenario.Die(spool);

        Assert.Equal((0L, 0L), (account.Pending, account.PendingBytes));
        return new DamageOutcome(
            recovered,
            Lost: account.DroppedByReason[(int)DropReason.SpoolDamaged],
            account.Accepted,
            Notices:
            [
                .. notices
                    .Where(notice => notice.Kind == DeliveryNoticeKind.SpoolDamaged)
                    .Select(notice => notice.Message.Replace(Scenario.Directory, "SPOOL", StringComparison.Ordinal)),
            ],
            Kept: [.. Scenario.DamagedPaths.Select(path => Path.GetFileName(path))]);
    }

    /// <summary>Checks that only these records are lost and counted.</summary>
    internal DamageOutcome AssertLost(params int[] lost)
    {
        var outcome = Recover();
        Assert.Equal(RecordsBut(lost), outcome.Delivered);
        Assert.Equal((lost.Length, RecordCount - Delivered), (outcome.Lost, outcome.Accepted));
        return outcome;
    }

    public void Dispose() => Scenario.Dispose();

    private static long FirstSequenceOf(string path) =>
        SegmentFormat.TryRead(File.ReadAllBytes(path).AsSpan(0, SegmentFormat.PageBytes), path, out var header) ? header.FirstSequence : -1;
}
