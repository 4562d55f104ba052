using System.Buffers.Binary;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public class FrameCommitOrderTests
{
    private const ulong Salt = 42;
    private const int SpaceBytes = 64 * 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whoever_reads_at_any_moment_finds_whole_frames_and_then_the_end(int seed)
    {
        // What a process leaves behind when it dies is what another one would read at that moment.
        var space = GC.AllocateArray<ulong>(SpaceBytes / sizeof(ulong), pinned: true);
        new Random(seed).NextBytes(Bytes(space)); // a former use
        FrameFormat.WriteEnd(Bytes(space));
        var isOver = 0;
        var writer = Task.Factory.StartNew(
            () =>
            {
                var count = WriteFrames(space, new Random(seed));
                Volatile.Write(ref isOver, 1);
                return count;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        var copy = new ulong[space.Length];
        var longest = 0;
        bool wasOver;
        do
        {
            wasOver = Volatile.Read(ref isOver) == 1;
            for (var i = 0; i < space.Length; i++)
                copy[i] = Volatile.Read(ref space[i]);
            var count = CountFrames(copy);
            Assert.True(count >= longest, $"{count} frames, where {longest} were seen before.");
            longest = count;
        }
        while (!wasOver);

        Assert.Equal(await writer.WithDeadline("the writer"), longest);
    }

    private static Span<byte> Bytes(ulong[] space) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(space.AsSpan());

    private static int WriteFrames(ulong[] space, Random random)
    {
        var position = 0;
        var count = 0;
        var bytes = new byte[200];
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

            Assert.True(finding == FrameFinding.Whole, $"{finding} at {position}, behind {count} frames; commit word {BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]):X16}.");
            Assert.Equal(count, frame.Sequence);
            position += frame.FrameBytes;
            count++;
        }
    }
}
