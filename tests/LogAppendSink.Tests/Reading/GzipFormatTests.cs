using System.IO.Compression;
using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class GzipFormatTests
{
    [Fact]
    public void Members_come_one_by_one()
    {
        var (first, second) = (Member("one\n"u8), Member("two\n"u8));
        byte[] both = [.. first, .. second];

        Assert.Equal("one\n"u8.ToArray(), GzipFormat.TryDecodeFirst(both, isEnd: true, out var firstBytes));
        Assert.Equal("two\n"u8.ToArray(), GzipFormat.TryDecodeFirst(both.AsMemory(firstBytes), isEnd: true, out var secondBytes));

        Assert.Equal((first.Length, second.Length), (firstBytes, secondBytes));
    }

    [Theory]
    [InlineData(0)] // what our writer makes
    [InlineData(8)] // with a name, as the program gzip makes it
    [InlineData(4 | 8 | 16 | 2)] // with all that a header may have
    public void A_member_with_garbage_behind_it_ends_where_its_own_bytes_say(int flags)
    {
        var plain = Member("one\n"u8);
        byte[] head = [0x1F, 0x8B, 8, (byte)flags, .. plain[4..10]];
        byte[] extra = [.. (flags & 4) != 0 ? new byte[] { 3, 0, 1, 2, 3 } : [], .. (flags & 8) != 0 ? "name\0"u8 : [], .. (flags & 16) != 0 ? "comment\0"u8 : [], .. new byte[flags & 2]];
        byte[] member = [.. head, .. extra, .. plain[10..]];

        byte[] bytes = [.. member, .. "garbage that is no gzip"u8];

        Assert.Equal(member.Length, GzipMemberLength.Of(bytes));
        Assert.Equal(0, GzipMemberLength.Of(bytes.AsMemory(0, member.Length - 1)));
        if ((flags & 2) == 0) // the header's own checksum would have to be right
            Assert.Equal("one\n"u8.ToArray(), GzipFormat.TryDecodeFirst(bytes, isEnd: true, out _));
    }

    [Fact]
    public void A_member_is_found_behind_garbage_and_behind_a_torn_one()
    {
        var member = Member("one\n"u8);
        byte[] bytes = [.. member[..^3], .. "garbage"u8, .. member];

        Assert.Null(GzipFormat.TryDecodeFirst(bytes, isEnd: true, out _));
        Assert.Equal(bytes.Length - member.Length, GzipFormat.FindMember(bytes, isEnd: true));
        Assert.Equal(-1, GzipFormat.FindMember(bytes.AsMemory(0, bytes.Length - 1), isEnd: true));
    }

    [Fact]
    public void The_last_member_is_whole_only_where_the_object_ends()
    {
        var member = Member("one\n"u8);

        Assert.Null(GzipFormat.TryDecodeFirst(member, isEnd: false, out _));
        Assert.Null(GzipFormat.TryDecodeFirst(member.AsMemory(0, member.Length - 1), isEnd: true, out _));
        Assert.NotNull(GzipFormat.TryDecodeFirst(member, isEnd: true, out _));
    }

    [Fact]
    public void A_header_by_chance_within_a_member_cuts_nothing()
    {
        // Stored uncompressed, so that the header stands there to the letter.
        byte[] content = [.. new byte[40], 0x1F, 0x8B, 0x08, .. new byte[40], (byte)'\n'];
        byte[] both = [.. Member(content, CompressionLevel.NoCompression), .. Member("two\n"u8)];

        Assert.Equal(content, GzipFormat.TryDecodeFirst(both, isEnd: true, out _));
    }

    [Fact]
    public void Bytes_full_of_magics_cost_no_more_than_a_few_tries()
    {
        // A trailer that promises as much as deflate could make stands before each magic.
        var piece = new byte[] { 0, 0, 0x40, 0, 0x1F, 0x8B, 0x08, 0 };
        byte[] bytes = [0x1F, 0x8B, 0x08, .. Enumerable.Repeat(piece, 8_000).SelectMany(bytes => bytes)];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(GzipFormat.TryDecodeFirst(bytes, isEnd: true, out _));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024 * 1024);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    public void A_member_that_shrinks_a_thousand_times_is_read_whole(int lengthBytes)
    {
        var content = new byte[lengthBytes];
        content[^1] = (byte)'\n';

        Assert.Equal(content, GzipFormat.TryDecodeFirst(Member(content), isEnd: true, out _));
    }

    [Fact]
    public void A_member_made_to_fill_the_memory_is_refused_with_the_reason_and_not_kept()
    {
        var bomb = Bomb();
        var next = Member("one\n"u8);
        byte[] both = [.. bomb, .. next];
        byte[] behindGarbage = [0, .. bomb];
        byte[] beforeGarbage = [.. bomb, .. "garbage that is no gzip, and longer than a member must be"u8];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidDataException>(() => GzipFormat.TryDecodeFirst(both, isEnd: true, out _));
        Assert.Throws<InvalidDataException>(() => GzipMemberLength.Of(beforeGarbage));
        Assert.Equal(1, GzipFormat.FindMember(behindGarbage, isEnd: true));
        Assert.Throws<ObjectReadException>(() => RecordSplitter.Take("a.gz", 0, both, isGzip: true, isEnd: true, []));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
        Assert.Equal(
            "a gzip member holds more than 268435456 bytes, which are not decompressed at once; the sink writes none that large. 'logappend cat' prints it piece by piece",
            error.Message);
    }

    [Fact]
    public void What_stands_before_such_a_member_is_read()
    {
        var next = Member("one\n"u8);
        byte[] both = [.. next, .. Bomb()];
        var records = new List<LogRecord>();

        var taken = RecordSplitter.Take("a.gz", 0, both, isGzip: true, isEnd: true, records);

        Assert.Equal((next.Length, 1), (taken, records.Count));
    }

    [Fact]
    public void The_largest_batch_is_far_from_that() => Assert.InRange(4L * OssAppendOptionsRules.BatchSizeLimitBytesMax, 0, GzipFormat.ContentBytesMax);

    [Fact]
    public void Any_changed_byte_of_the_content_or_trailer_is_noticed()
    {
        var content = "a record that is long enough to be compressed, a record that is long enough\n"u8.ToArray();
        var member = Member(content);
        for (var i = 10; i < member.Length; i++)
        {
            var damaged = member.ToArray();
            damaged[i] ^= 0x10;

            // The bits that fill up the last byte of the content mean nothing.
            var decoded = GzipFormat.TryDecode(damaged);
            Assert.True(decoded is null || i == member.Length - 9 && decoded.SequenceEqual(content), $"A change of byte {i} of {member.Length} was not noticed.");
        }
    }

    /// <summary>A member of a byte more than is allowed, all zeros.</summary>
    private static byte[] Bomb()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < GzipFormat.ContentBytesMax / zeros.Length; i++)
                gzip.Write(zeros);
            gzip.WriteByte((byte)'\n');
        }

        return stream.ToArray();
    }

    private static byte[] Member(ReadOnlySpan<byte> content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, level))
            gzip.Write(content);
        return stream.ToArray();
    }
}
