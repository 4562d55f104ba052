using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Buffering;
using LogAppendSink.Spool;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public class FrameFormatTests
{
    private const ulong Salt = 0x1234_5678_9ABC_DEF0;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Frame_is_read_back()
    {
        Prop.ForAll<byte[], long, long>((bytes, sequence, ticks) =>
        {
            var acceptedAt = new DateTimeOffset(Math.Abs(ticks % DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
            var record = new IncomingRecord(bytes, (RecordLevel)(bytes.Length % 6), acceptedAt);
            var space = NewSpace(record.LengthBytes);

            FrameFormat.Write(space, record, FrameFormat.RecordChecksum(record), Salt, Math.Abs(sequence));

            Assert.Equal(FrameFinding.Whole, FrameFormat.Read(space, Salt, out var frame));
            Assert.Equal((record.LengthBytes, Math.Abs(sequence), acceptedAt), (frame.LengthBytes, frame.Sequence, frame.AcceptedAt));
            var expected = new byte[record.LengthBytes];
            record.CopyTo(expected);
            Assert.Equal(expected, space.AsSpan(FrameFormat.HeaderBytes, frame.LengthBytes).ToArray());
            Assert.Equal(FrameFinding.End, FrameFormat.Read(space.AsSpan(frame.FrameBytes), Salt, out _));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bit_flip_anywhere_but_in_the_padding_is_detected()
    {
        var space = Frame("a record of some length\n", sequence: 7);
        const int usedBytes = FrameFormat.HeaderBytes + 24;
        for (var bit = 0; bit < usedBytes * 8; bit++)
        {
            var flipped = space.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.NotEqual(FrameFinding.Whole, FrameFormat.Read(flipped, Salt, out _));
        }
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(8, 32)]
    [InlineData(9, 40)]
    [InlineData(16, 40)]
    public void Frame_length_is_a_multiple_of_eight(int recordBytes, int frameBytes)
    {
        Assert.Equal(frameBytes, FrameFormat.FrameBytes(recordBytes));
    }

    [Theory]
    [InlineData(0, "End")] // nothing was read
    [InlineData(7, "End")]
    [InlineData(8, "Incomplete")] // its commit word is there
    [InlineData(23, "Incomplete")]
    [InlineData(24, "Incomplete")]
    [InlineData(47, "Incomplete")]
    [InlineData(48, "Whole")]
    public void Length_is_known_when_a_frame_is_read_in_part(int readBytes, string finding)
    {
        var space = Frame("a record of some length\n", sequence: 7);

        Assert.Equal(finding, FrameFormat.Read(space.AsSpan(0, readBytes), Salt, out var frame).ToString());
        if (finding == "Incomplete" && readBytes >= 24)
            Assert.Equal(24, frame.LengthBytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Frame_with_an_invalid_time_is_damaged(long ticks)
    {
        var space = Frame("record\n", sequence: 7);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(space.AsSpan(16), ticks);

        Assert.Equal(FrameFinding.Damaged, FrameFormat.Read(space, Salt, out _));
    }

    [Fact]
    public void First_possible_frame_after_damage_is_found()
    {
        byte[] damaged = [.. Enumerable.Repeat((byte)0xA5, 64), .. Whole("earlier\n", sequence: 3), .. Whole("later\n", sequence: 12)];

        var found = FrameFormat.Find(damaged, Salt, sequenceMin: 10, out var frame);

        Assert.Equal((64 + 32, 12L), (found, frame.Sequence));
    }

    [Fact]
    public void Frame_with_a_number_too_large_is_not_found()
    {
        Assert.Equal(-1, FrameFormat.Find(Whole("far\n", sequence: 1000), Salt, sequenceMin: 10, out _));
    }

    [Fact]
    public void Record_that_imitates_a_frame_is_not_found()
    {
        // A logged text contains a frame with the next number, and the frame around it is damaged.
        var imitation = FrameOf(Encoding.UTF8.GetBytes("forged\n"), sequence: 8, salt: 0);
        byte[] record = [.. imitation.AsSpan(0, 32), (byte)'\n'];
        byte[] segment = [.. FrameOf(record, sequence: 7, Salt).AsSpan(0, 64), .. Whole("real\n", sequence: 8)];
        segment[4] ^= 1;

        var found = FrameFormat.Find(segment, Salt, sequenceMin: 7, out var frame);

        Assert.Equal((64, 8L), (found, frame.Sequence));
        // It would be found if the salt were known.
        Assert.Equal(FrameFormat.HeaderBytes, FrameFormat.Find(segment, salt: 0, sequenceMin: 7, out _));
    }

    private static byte[] NewSpace(int recordBytes)
    {
        var space = new byte[FrameFormat.FrameBytes(recordBytes) + sizeof(ulong)];
        Array.Fill(space, (byte)0xFF); // bytes of a previous use
        return space;
    }

    private static byte[] Frame(string text, long sequence) => FrameOf(Encoding.UTF8.GetBytes(text), sequence, Salt);

    /// <summary>As above, without the next commit word.</summary>
    private static byte[] Whole(string text, long sequence) => Frame(text, sequence)[..^sizeof(ulong)];

    private static byte[] FrameOf(byte[] bytes, long sequence, ulong salt)
    {
        var record = new IncomingRecord(bytes, RecordLevel.Warning, Noon);
        var space = NewSpace(record.LengthBytes);
        FrameFormat.Write(space, record, FrameFormat.RecordChecksum(record), salt, sequence);
        return space;
    }
}
