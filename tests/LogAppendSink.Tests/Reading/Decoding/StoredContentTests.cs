using System.IO.Compression;
using LogAppendSink.Reading.Decoding;
using Xunit;
using static LogAppendSink.Tests.Reading.Decoding.StoredBytes;

namespace LogAppendSink.Tests.Reading.Decoding;

public class StoredContentTests
{
    private const string First = "{\"@t\":\"2026-03-01T07:00:00Z\",\"@mt\":\"one\"}\n";
    private const string Second = "{\"@t\":\"2026-03-01T07:00:01Z\",\"@mt\":\"two\"}\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public async Task Members_are_read_in_order_with_any_chunk_size(int chunkBytes)
    {
        byte[] stored = [.. Member(First), .. Member(""), .. Member(Second), .. Member(First + Second)];

        var (text, damage) = await ReadAsync(stored, chunkBytes);

        Assert.Equal(First + Second + First + Second, text);
        Assert.Empty(damage);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task Plain_text_is_read_unchanged_with_any_chunk_size(int chunkBytes)
    {
        var (text, damage) = await ReadAsync([.. "a\n\u001f\n"u8, .. "b\nlast"u8], chunkBytes);

        Assert.Equal("a\n\u001f\nb\nlast", text);
        Assert.Empty(damage);
    }

    [Theory]
    [InlineData(0)] // what our writer makes
    [InlineData(8)] // with a name, as the program gzip makes it
    [InlineData(4 | 8 | 16 | 2)] // with all that a header may have
    public async Task Garbage_after_a_member_is_reported_and_the_next_member_is_read(int flags)
    {
        var plain = Member(First);
        byte[] head = [0x1F, 0x8B, 8, (byte)flags, .. plain[4..10]];
        byte[] extra = [.. (flags & 4) != 0 ? new byte[] { 3, 0, 1, 2, 3 } : [], .. (flags & 8) != 0 ? "name\0"u8 : [], .. (flags & 16) != 0 ? "comment\0"u8 : [], .. new byte[flags & 2]];
        byte[] member = [.. head, .. extra, .. plain[10..]];

        var (text, damage) = await ReadAsync([.. member, .. "garbage here\n"u8, .. Member(Second)], chunkBytes: 50);

        Assert.Equal(First + Second, text);
        Assert.Equal([$"13 bytes, from {member.Length} on, are not gzip"], damage);
    }

    [Fact]
    public async Task Plain_records_after_a_member_are_read_and_reported()
    {
        var member = Member(First);

        var (text, damage) = await ReadAsync(
            [.. member, .. "rest of a record}\n"u8, .. System.Text.Encoding.UTF8.GetBytes(Second + Second)]);

        Assert.Equal(First + Second + Second, text);
        Assert.Equal(
            [$"the last {18 + 2 * Second.Length} bytes, from {member.Length} on, are not gzip; 2 plain records among them are read"],
            damage);
    }

    [Fact]
    public async Task Member_after_plain_records_is_read_and_reported()
    {
        var (text, damage) = await ReadAsync(
            [.. System.Text.Encoding.UTF8.GetBytes(First), .. Member(Second), .. System.Text.Encoding.UTF8.GetBytes(First)],
            chunkBytes: 20);

        Assert.Equal(First + Second + First, text);
        Assert.Equal([$"a gzip member begins at byte {First.Length} of plain records; it is read"], damage);
    }

    [Fact]
    public async Task Next_member_is_read_without_false_content_when_a_member_is_cut_anywhere()
    {
        var content = string.Concat(
            Enumerable.Range(0, 50).Select(i => First.Replace("one", $"event number {i * 7919}", StringComparison.Ordinal)));
        var member = Member(content);
        for (var length = GzipHeader.MagicBytes; length < member.Length; length += 3)
        {
            var (text, damage) = await ReadAsync([.. member[..length], .. Member(Second)], chunkBytes: 300);

            var isPrefix = text.EndsWith(Second, StringComparison.Ordinal)
                && content.StartsWith(text[..^Second.Length], StringComparison.Ordinal);
            Assert.True(isPrefix, $"Cut after {length} of {member.Length} bytes: {text}");
            Assert.Single(damage);
        }
    }

    [Fact]
    public async Task Readable_part_of_a_cut_last_member_is_read()
    {
        var member = Member(First + Second);

        var (text, damage) = await ReadAsync([.. Member(First), .. member[..^9]]);

        Assert.StartsWith(First + First, text, StringComparison.Ordinal);
        Assert.Equal([$"the last {member.Length - 9} bytes, from {Member(First).Length} on, are not a whole gzip member"], damage);
    }

    [Fact]
    public async Task Any_changed_byte_of_a_member_is_reported_and_the_next_member_is_read()
    {
        var content = "{\"text\":\"a record that is long enough to be compressed, a record that is long enough\"}\n";
        var member = Member(content);
        for (var i = 10; i < member.Length; i++)
        {
            var damaged = member.ToArray();
            damaged[i] ^= 0x10;

            var (text, damage) = await ReadAsync([.. damaged, .. Member(Second)]);

            // The padding bits of the last content byte have no effect.
            Assert.True(damage.Count == 1 || (
                i == member.Length - 9 && text == content + Second), $"A change of byte {i} of {member.Length} was not noticed.");
            Assert.EndsWith(Second, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(int.MaxValue)]
    public async Task Member_with_a_changed_checksum_does_not_end_at_the_trailer_of_the_next(int chunkBytes)
    {
        var member = Member(First);
        var changed = member.ToArray();
        changed[^5] ^= 1;

        var (text, damage) = await ReadAsync([.. member, .. changed, .. member, .. member], chunkBytes);

        Assert.Equal(First + First + First + First, text);
        Assert.Equal([$"{member.Length} bytes, from {member.Length} on, are not a whole gzip member"], damage);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(int.MaxValue)]
    public async Task Members_of_equal_length_with_garbage_between_them_are_both_read(int chunkBytes)
    {
        var member = Member(First);

        var (text, damage) = await ReadAsync([.. member, .. "garbage"u8, .. member], chunkBytes);

        Assert.Equal(First + First, text);
        Assert.Equal([$"7 bytes, from {member.Length} on, are not gzip"], damage);
    }

    [Fact]
    public async Task Header_or_member_inside_a_member_does_not_end_it()
    {
        // Not compressed, so that the bytes appear literally.
        byte[] content = [.. new byte[40], 0x1F, 0x8B, 0x08, .. new byte[40], .. Member(First), (byte)'\n'];

        var stored = Member(content, CompressionLevel.NoCompression);
        var records = new StoredContent(new MemoryChunks(stored), 0, isGzip: null, StoredContentLimits.Small);
        var pieces = new List<byte>();
        await foreach (var piece in records.ReadAsync())
        {
            Assert.NotEqual(ContentPieceKind.Damage, piece.Kind);
            pieces.AddRange(piece.Bytes.Span);
        }

        Assert.Equal(content, pieces);
    }

    [Fact]
    public async Task Long_member_is_read_in_pieces_and_damage_after_it_is_found()
    {
        var limits = new StoredContentLimits(PieceBytes: 1000, RetainedBytes: 5000, RecordBytes: 10_000);
        var random = new Random(1);
        var content = string.Concat(Enumerable.Range(0, 5000).Select(_ => $"{{\"value\":{random.Next()}}}\n"));
        var member = Member(content);

        var (text, damage) = await ReadAsync([.. member, .. "garbage"u8, .. member[..^100], .. Member(Second)], chunkBytes: 700, limits);

        Assert.StartsWith(content, text, StringComparison.Ordinal);
        Assert.EndsWith(Second, text, StringComparison.Ordinal);
        Assert.Equal(2, damage.Count);
    }

    [Fact]
    public async Task Record_that_is_too_long_is_skipped_and_reported()
    {
        var limits = new StoredContentLimits(PieceBytes: 100, RetainedBytes: 5000, RecordBytes: 200);
        var lines = First + new string('x', 1000) + "\n" + Second;

        var plain = await ReadAsync(System.Text.Encoding.UTF8.GetBytes(lines), chunkBytes: 50, limits);
        var compressed = await ReadAsync(Member(lines), chunkBytes: 50, limits);

        Assert.Equal(First + Second, plain.Text);
        Assert.Equal([$"the record at byte {First.Length} is longer than 200 bytes and is skipped"], plain.Damage);
        Assert.Equal(First + Second, compressed.Text);
        Assert.Equal(["the record at byte 0 is longer than 200 bytes and is skipped"], compressed.Damage);
    }

    [Fact]
    public async Task Member_that_expands_to_a_gigabyte_takes_little_memory()
    {
        byte[] stored;
        using (var stream = new MemoryStream())
        {
            using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            {
                var zeros = new byte[1024 * 1024];
                for (var i = 0; i < 256; i++)
                    gzip.Write(zeros);
                gzip.WriteByte((byte)'\n');
            }

            stored = [.. stream.ToArray(), .. Member(Second)];
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (text, damage) = await ReadAsync(stored);

        Assert.Equal(Second, text);
        Assert.Equal(["the record at byte 0 is longer than 4194304 bytes and is skipped"], damage);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task Damaged_member_of_empty_blocks_is_skipped()
    {
        // Longer than the retained bytes, without any content.
        byte[] stored = [.. Member(First)[..10], .. Enumerable.Repeat(
            (byte[])[0, 0, 0, 0xFF, 0xFF], 200_000).SelectMany(bytes => bytes), 7, .. Member(Second)];

        var (text, damage) = await ReadAsync(stored, chunkBytes: 100_000);

        Assert.Equal(Second, text);
        Assert.Single(damage);
    }

    [Fact]
    public async Task Crafted_headers_are_reported_once_and_take_little_memory()
    {
        var piece = new byte[] { 0, 0, 0x40, 0, 0x1F, 0x8B, 0x08, 0 };
        byte[] stored = [0x1F, 0x8B, 0x08, .. Enumerable.Repeat(piece, 8_000).SelectMany(bytes => bytes), .. Member(Second)];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (text, damage) = await ReadAsync(stored);

        Assert.Equal(Second, text);
        Assert.Equal([$"{stored.Length - Member(Second).Length} bytes, from 0 on, are not a whole gzip member"], damage);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
    }
}
