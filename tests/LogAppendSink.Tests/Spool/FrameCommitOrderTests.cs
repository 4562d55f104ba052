using System.Buffers.Binary;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public class FrameCommitOrderTests
{
    private const ulong Salt = 42;
    private const int SpaceBytes = 1024 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Concurrent_reader_finds_only_whole_frames(int seed)
    {
        // A crash leaves what another thread would read at that moment.
        var space = GC.AllocateArray<ulong>(SpaceBytes / sizeof(ulong), pinned: true);
        new Random(seed).NextBytes(Bytes(space)); // a previous use
        FrameFormat.WriteEnd(Bytes(space));
        var isDone = 0;
        var writer = Task.Factory.StartNew(
            () =>
            {
                var count = WriteFrames(space, new Random(seed));
                Volatile.Write(ref isDone, 1);
                return count;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        var copy = new ulong[space.Length];
        var longest = 0;
        bool wasDone;
        do
        {
            wasDone = Volatile.Read(ref isDone) == 1;
            for (var i = 0; i < space.Length; i++)
                copy[i] = Volatile.Read(ref space[i]);
            var count = CountFrames(copy);
            Assert.True(count >= longest, $"{count} frames, after {longest} were seen.");
            longest = count;
        }
        while (!wasDone);

        Assert.Equal(await writer.WithDeadline("the writer"), longest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Frame_is_complete_when_its_commit_word_is_visible(int seed)
    {
        var space = GC.AllocateArray<ulong>(SpaceBytes / sizeof(ulong), pinned: true);
        new Random(seed).NextBytes(Bytes(space));
        FrameFormat.WriteEnd(Bytes(space));
        var writer = Task.Factory.StartNew(
            () => WriteFrames(space, new Random(seed)),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        // Each frame is read as soon as its commit word is visible.
        var (word, count) = (0, 0);
        var copy = new ulong[512];
        while (true)
        {
            var wasDone = writer.IsCompleted;
            var commit = Volatile.Read(ref space[word]);
            if (commit == 0 && wasDone)
                break;
            if (commit == 0)
                continue;

            var words = Math.Min(copy.Length, space.Length - word);
            for (var i = words - 1; i > 0; i--) // The end first, because it is written last.
                copy[i] = Volatile.Read(ref space[word + i]);
            copy[0] = commit;
            var finding = FrameFormat.Read(Bytes(copy).Slice(0, words * sizeof(ulong)), Salt, out var frame);
            Assert.True(finding == FrameFinding.Whole && frame.Sequence == count, $"{finding} after {count} frames.");
            word += frame.FrameBytes / sizeof(ulong);
            count++;
        }

        Assert.Equal(await writer.WithDeadline("the writer"), count);
    }

    [Fact]
    public void Commit_word_is_written_last()
    {
        // The record is at the place of the commit word, so its copy shows whether that was written before.
        var space = new byte[128];
        var record = new IncomingRecord(space.AsSpan(0, sizeof(ulong)), RecordLevel.Error, DateTimeOffset.UnixEpoch);

        FrameFormat.Write(space, record, FrameFormat.RecordChecksum(record), Salt, sequence: 0);

        Assert.NotEqual(0UL, BinaryPrimitives.ReadUInt64LittleEndian(space));
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(space.AsSpan(FrameFormat.HeaderBytes)));
    }

    private static Span<byte> Bytes(ulong[] space) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(space.AsSpan());

    private static int WriteFrames(ulong[] space, Random random)
    {
        var position = 0;
        var count = 0;
        var bytes = new byte[3000];
        while (true)
        {
            random.NextBytes(bytes);
            var record = new IncomingRecord(bytes.AsSpan(0, random.Next(1, bytes.Length)), RecordLevel.Error, DateTimeOffset.UnixEpoch);
            var frameBytes = FrameFormat.FrameBytes(record.LengthBytes);
            if (position + frameBytes + sizeof(ulong) > SpaceBytes)
                return count;

            FrameFormat.Write(Bytes(space)[position..], record, FrameFormat.RecordChecksum(record), Salt, count++);
            position += frameBytes;
        }
    }

    private static int CountFrames(ulong[] copy)
    {
        var bytes = Bytes(copy);
        var count = 0;
        var position = 0;
        while (true)
        {
            var finding = FrameFormat.Read(bytes[position..], Salt, out var frame);
            if (finding == FrameFinding.End)
                return count;

            var commit = BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]);
            Assert.True(finding == FrameFinding.Whole, $"{finding} at {position}, after {count} frames; commit word {commit:X16}.");
            Assert.Equal(count, frame.Sequence);
            position += frame.FrameBytes;
            count++;
        }
    }
}
