using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LogAppendSink.Appending;
using LogAppendSink.Spool;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Spool;

public class CheckpointFormatTests
{
    private static readonly RollPeriod Day = new(
        new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Checkpoint_is_read_back_from_either_page()
    {
        Prop.ForAll<long, long, ulong>((number, bytes, checksum) =>
            AssertReadAgain(new Checkpoint(number, bytes, number ^ bytes, "acme-logs", new AppendIntent(
                new ObjectName("logs/app.clef", Day, (int)number),
                new ObjectEnd(number, ContentChecksum.Of(new UInt128(checksum, checksum * 3))),
                new ObjectEnd(bytes, ContentChecksum.None),
                checksum)
            { Records = new RecordRange(number, bytes) }))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Both_appends_in_doubt_are_read_back()
    {
        Prop.ForAll<long, long, ulong>((number, bytes, checksum) =>
        {
            var name = new ObjectName("logs/app.clef", Day, (int)number);
            var between = new ObjectEnd(number, ContentChecksum.Of(new UInt128(checksum, checksum * 3)));
            AssertReadAgain(new Checkpoint(number, bytes, number ^ bytes, "acme-logs", new AppendIntent(
                name,
                between,
                new ObjectEnd(bytes, ContentChecksum.None),
                checksum)
            {
                Records = new RecordRange(number, bytes),
                Unconfirmed = new AppendIntent(name, new ObjectEnd(bytes, ContentChecksum.Of(checksum)), between, ~checksum)
                {
                    Records = new RecordRange(bytes, number),
                },
            }));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public void Requests_that_compete_for_a_position_are_read_back(int earlierCount, bool hasUnconfirmed)
    {
        var name = new ObjectName("logs/app.clef", Day, 0);
        var between = new ObjectEnd(100, ContentChecksum.Of(7));
        var intent = IntentOf(length: 110, crc: 1, next: 12);
        for (var number = earlierCount; number > 0; number--)
            intent = IntentOf(
                110 + (10 * number),
                (ulong)number,
                12 + number,
                intent with { After = new ObjectEnd(intent.After.LengthBytes, ContentChecksum.None) });

        AssertReadAgain(new Checkpoint(1, 2, 3, "acme-logs", intent with
        {
            Earlier = intent.Earlier,
            Unconfirmed = hasUnconfirmed
                ? new AppendIntent(name, new ObjectEnd(90, ContentChecksum.Of(6)), between, 4) { Records = new RecordRange(9, 11) }
                : null,
        }));

        AppendIntent IntentOf(long length, ulong crc, long next, AppendIntent? earlier = null) =>
            new(name, between, new ObjectEnd(length, ContentChecksum.Of(crc)), crc)
            {
                Records = new RecordRange(11, next),
                Earlier = earlier,
            };
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Version_2_is_used_only_for_two_appends_in_doubt(bool hasTwo, byte version)
    {
        var slot = new byte[CheckpointFormat.SlotBytes];
        var name = new ObjectName("logs/app.clef", Day, 0);
        var (first, second, third) = (
            new ObjectEnd(1, ContentChecksum.None),
            new ObjectEnd(2, ContentChecksum.None),
            new ObjectEnd(3, ContentChecksum.None));

        var intent = new AppendIntent(name, second, third, 5)
        {
            Unconfirmed = hasTwo ? new AppendIntent(name, first, second, 4) : null,
        };
        CheckpointFormat.Write(slot, new Checkpoint(1, 2, 3, "acme-logs", intent));

        Assert.Equal(version, slot[8]);
    }

    [Fact]
    public void No_append_is_read_back_when_none_is_in_flight()
    {
        AssertReadAgain(new Checkpoint(1, 2, 3, "acme-logs", Intent: null));
    }

    [Fact]
    public void Checkpoint_has_room_for_the_longest_names()
    {
        var key = new string('日', 341); // 1,023 bytes, the longest key that a store accepts
        Assert.Equal(1023, Encoding.UTF8.GetByteCount(key));

        AssertReadAgain(new Checkpoint(1, 2, 3, new string('b', 255), new AppendIntent(
            new ObjectName(key, new RollPeriod(DateTimeOffset.MinValue, DateTimeOffset.MaxValue), int.MaxValue),
            new ObjectEnd(5_000_000_000, ContentChecksum.Of(UInt128.MaxValue)),
            new ObjectEnd(long.MaxValue, ContentChecksum.Of(0)),
            ulong.MaxValue)
        { Records = new RecordRange(long.MaxValue - 1, long.MaxValue) }));
    }

    [Fact]
    public void Shorter_checkpoint_overwrites_a_longer_one_completely()
    {
        var slot = new byte[CheckpointFormat.SlotBytes];
        var shorter = new Checkpoint(1, 2, 3, "b", Intent: null);
        CheckpointFormat.Write(slot, new Checkpoint(1, 2, 3, new string('b', 200), Intent: null));

        CheckpointFormat.Write(slot, shorter);

        var fresh = new byte[CheckpointFormat.SlotBytes];
        CheckpointFormat.Write(fresh, shorter);
        Assert.Equal(fresh, slot);
    }

    [Fact]
    public void No_checkpoint_is_read_from_zeros_or_random_bytes()
    {
        var page = new byte[CheckpointFormat.PageBytes];
        Assert.Null(CheckpointFormat.TryRead(page, "path"));

        for (var seed = 0; seed < 100; seed++)
        {
            new Random(seed).NextBytes(page);
            "LASCHKP\n"u8.CopyTo(page);
            Assert.Null(CheckpointFormat.TryRead(page, "path"));
        }

        Assert.Null(CheckpointFormat.TryRead(page.AsSpan(0, 100), "path"));
    }

    [Fact]
    public void Checkpoint_fields_are_at_their_documented_positions()
    {
        var slot = new byte[CheckpointFormat.SlotBytes];
        CheckpointFormat.Write(slot, new Checkpoint(0x11, 0x22, 0x33, "bucket", new AppendIntent(
            new ObjectName("key", Day, 0x44),
            new ObjectEnd(0x55, ContentChecksum.Of(0x66)),
            new ObjectEnd(0x77, ContentChecksum.Of(0x88)),
            0x99)
        { Records = new RecordRange(0xAA, 0xBB) }));

        Assert.Equal("LASCHKP\n"u8, slot.AsSpan(0, 8));
        (int Position, byte Value)[] expected =
        [
            (8, 1), (12, 168 + 9 + 4), (16, 0x11), (24, 0x22), (32, 0x33), (40, 1), (48, 0x55), (56, 1), (64, 0x66),
            (80, 0x77), (88, 1), (96, 0x88),
            (112, 0x99), (120, 0xAA), (128, 0xBB), (152, 0x44), (160, 6), (164, 3),
        ];
        Assert.All(expected, field => Assert.Equal((field.Position, field.Value), (field.Position, slot[field.Position])));
        Assert.Equal("bucketkey"u8, slot.AsSpan(168, 9));
        Assert.Equal(slot.AsSpan(0, CheckpointFormat.PageBytes), slot.AsSpan(CheckpointFormat.PageBytes));
    }

    private static void AssertReadAgain(Checkpoint checkpoint)
    {
        var slot = new byte[CheckpointFormat.SlotBytes];

        CheckpointFormat.Write(slot, checkpoint);

        Assert.Equal(checkpoint, CheckpointFormat.TryRead(slot.AsSpan(0, CheckpointFormat.PageBytes), "path"));
        Assert.Equal(checkpoint, CheckpointFormat.TryRead(slot.AsSpan(CheckpointFormat.PageBytes), "path"));
    }
}
