using System.Globalization;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Decoding;
using LogAppendSink.Stores;
using LogAppendSink.Tests.Reading.Searching;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class ObjectTailTests
{
    private const string Key = "logs/web-1.log";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Last_records_are_found_at_any_distance_from_the_end(bool isGzip)
    {
        var source = new MemorySource();
        var random = new Random(7);
        var lines = Enumerable.Range(0, 4000).Select(
            i => MemorySource.Line(i, i, paddingBytes: random.Next(50) == 0 ? 90_000 : random.Next(300))).ToList();
        if (isGzip)
            source.PutGzip(Key, lines.Chunk(37).Select(some => string.Concat(some)));
        else
            source.Put(Key, string.Concat(lines));

        foreach (var (count, divisor) in new[] { (1, 1), (5, 1), (3000, 1), (5000, 1), (3, 997), (100, 997) })
        {
            var (found, place, isLimit) = await ReadAsync(source, count, record => MemorySource.NumberOf(record) % divisor == 0);

            Assert.Equal(Enumerable.Range(0, 4000).Where(i => i % divisor == 0).TakeLast(count), found.Select(MemorySource.NumberOf));
            Assert.Equal(source.LengthOf(Key), place.Position);
            Assert.Equal(ReadPlace.WindowBytesMax, place.WindowBytes);
            Assert.False(isLimit);
        }
    }

    [Fact]
    public async Task Rare_record_is_found_with_little_memory()
    {
        var source = new MemorySource();
        source.Put(Key, MemorySource.Line(0, -1) + string.Concat(Enumerable.Repeat(MemorySource.Line(1, 1, paddingBytes: 900), 100_000)));

        var (found, _, isLimit) = await ReadAsync(source, count: 1, record => !record.Bytes.Span.EndsWith("x\"}"u8));

        Assert.Equal([-1], found.Select(MemorySource.NumberOf));
        Assert.False(isLimit);
        Assert.InRange(source.Reads.Max(read => read.CountBytes), 1, 4 * 1024 * 1024);
        Assert.InRange(source.Reads.Sum(read => (long)read.CountBytes), source.LengthOf(Key), source.LengthOf(Key) * 11 / 10);
    }

    [Fact]
    public async Task Unread_part_is_reported()
    {
        var source = new MemorySource();
        source.Put(Key, string.Concat(Enumerable.Range(0, 10_000).Select(i => MemorySource.Line(i, i))));

        var (found, place, isLimit) = await ReadAsync(
            source, count: 2, record => MemorySource.NumberOf(record) % 9_000 == 0, limitBytes: 200_000);

        Assert.Equal([9_000], found.Select(MemorySource.NumberOf));
        Assert.Equal(source.LengthOf(Key), place.Position);
        Assert.True(isLimit);
    }

    [Fact]
    public async Task Record_without_a_line_feed_is_shown_once()
    {
        var source = new MemorySource();
        source.Put(Key, MemorySource.Line(0, 0) + MemorySource.Line(1, 1).TrimEnd());
        var wholeBytes = MemorySource.Line(0, 0).Length;

        var (found, place, _) = await ReadAsync(source, count: 5, isWanted: null);

        Assert.Equal([0, 1], found.Select(MemorySource.NumberOf));
        Assert.Equal((wholeBytes, 1), (place.Position, place.SkipRecords));
    }

    [Fact]
    public async Task Place_is_before_an_incomplete_member()
    {
        var source = new MemorySource();
        var member = StoredBytesOf(MemorySource.Line(0, 0));
        var cut = StoredBytesOf(MemorySource.Line(1, 1) + MemorySource.Line(2, 2))[..^8];
        source.PutBytes(Key, [.. member, .. cut]);
        var damage = new List<StoredDamage>();

        var (found, place, _) = await ReadAsync(source, count: 5, isWanted: null, damage: damage);

        Assert.Equal([0, 1, 2], found.Select(MemorySource.NumberOf));
        Assert.Equal((member.Length, 2), (place.Position, place.SkipRecords));
        Assert.Equal(
            [string.Create(
                CultureInfo.InvariantCulture, $"the last {cut.Length} bytes, from {member.Length} on, are not a whole gzip member")],
            damage.Select(found => found.ToString()));
    }

    private static byte[] StoredBytesOf(string content) => Decoding.StoredBytes.Member(content);

    private static async Task<(IReadOnlyList<LogRecord> Records, ReadPlace Place, bool IsLimit)> ReadAsync(
        MemorySource source, int count, Func<LogRecord, bool>? isWanted, long limitBytes = long.MaxValue, List<StoredDamage>? damage = null)
    {
        var entry = new ObjectEntry(Key, source.LengthOf(Key), MemorySource.Start, IsAppendObject: true);
        var records = new TailRecords(count, long.MaxValue, isWanted);
        var tail = new ObjectTail(source, TimeProvider.System, entry, StoredContentLimits.Small, found => damage?.Add(found));
        var isLimit = await tail.ReadAsync(records, limitBytes, CancellationToken.None);
        return (records.Records, tail.Place ?? throw new InvalidDataException("It is gone."), isLimit);
    }
}
