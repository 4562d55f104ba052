using System.Buffers;
using System.IO.Compression;
using System.Text;
using LogAppendSink.Buffering;
using LogAppendSink.Checksums;
using LogAppendSink.Delivery;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class BodyEncoderTests
{
    [Fact]
    public void Body_is_the_unchanged_records_when_compression_is_off()
    {
        var encoder = new BodyEncoder(RecordCompression.None, mark: 0);
        var batch = BatchOf("one\n", "two\n");

        var body = encoder.Encode(batch);

        Assert.Equal("one\ntwo\n", Encoding.UTF8.GetString(body.Bytes.ToArray()));
        Assert.Equal((8L, Crc64.Append(0, "one\ntwo\n"u8)), (body.LengthBytes, body.Crc64));
    }

    [Fact]
    public void Each_body_is_a_complete_gzip_member_when_compression_is_on()
    {
        var encoder = new BodyEncoder(RecordCompression.Gzip, mark: 0);
        using var stored = new MemoryStream();

        foreach (var text in new[] { "one\n", new string('x', 100_000) + "\n", "three\n" })
        {
            var body = encoder.Encode(BatchOf(text));
            Assert.Equal(Crc64.Append(0, body.Bytes), body.Crc64);
            stored.Write(body.Bytes.ToArray()); // Before the next body takes the memory.
            Assert.EndsWith(text, Unzip(stored), StringComparison.Ordinal); // Readable at every moment.
        }

        Assert.Equal("one\n" + new string('x', 100_000) + "\nthree\n", Unzip(stored));
    }

    [Theory]
    [InlineData(null, 1u, false)] // the marks of two pipelines without a spool
    [InlineData(null, 0u, true)]
    [InlineData(7u, 1u, true)] // the same batch of a spool, read again by another run
    public void Gzip_bodies_of_the_same_records_differ_when_their_marks_do(uint? batchMark, uint otherMark, bool areEqual)
    {
        var encoder = new BodyEncoder(RecordCompression.Gzip, mark: 0);
        var other = new BodyEncoder(RecordCompression.Gzip, otherMark);
        var batch = BatchOf("same\n") with { Mark = batchMark };

        var (body, otherBody) = (encoder.Encode(batch), other.Encode(batch));

        Assert.Equal(areEqual, body.Crc64 == otherBody.Crc64);
        Assert.Equal(body.LengthBytes, otherBody.LengthBytes);
        using var stored = new MemoryStream([.. body.Bytes.ToArray(), .. otherBody.Bytes.ToArray()]);
        Assert.Equal("same\nsame\n", Unzip(stored));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1023, 0)]
    [InlineData(65_536, 0)]
    [InlineData(1_000_000, 0)]
    [InlineData(1_000_000, 144)] // the bytes with the longest codes of the fixed table
    public void Body_exceeds_the_records_by_at_most_the_gzip_overhead_when_they_are_incompressible(int lengthBytes, int lowest)
    {
        var random = new Random(5);
        byte[] noise = [.. Enumerable.Range(0, lengthBytes).Select(_ => (byte)random.Next(lowest, 256))];
        var encoder = new BodyEncoder(RecordCompression.Gzip, mark: 0);

        var body = encoder.Encode(new RecordBatch(new ReadOnlySequence<byte>(noise), 1, default, DateTimeOffset.UnixEpoch));

        Assert.InRange(body.LengthBytes, 1, lengthBytes + BodyEncoder.GzipOverheadBytes(lengthBytes));
    }

    private static string Unzip(MemoryStream stored)
    {
        using var gzip = new GZipStream(new MemoryStream(stored.ToArray()), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static RecordBatch BatchOf(params string[] records) => new(
        BatchSegment.Chain([.. records.Select(record => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(record))]),
        records.Length,
        default,
        DateTimeOffset.UnixEpoch);
}
