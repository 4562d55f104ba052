using LogAppendSink.Reading;
using LogAppendSink.Reading.Searching;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Reading.Searching;

public class TimeRangeSearchTests
{
    private const int DaySeconds = 86_400;

    [Fact]
    public async Task Less_than_a_hundredth_of_a_day_is_read_beside_the_wanted_hour()
    {
        var source = new MemorySource();

        // 147 MB: four events per second.
        source.Put(
            "day.clef", string.Concat(Enumerable.Range(0, DaySeconds * 4).Select(i => MemorySource.Line(i / 4.0, i, paddingBytes: 360))));
        var lengthBytes = source.LengthOf("day.clef");

        var found = await FindAsync(source, 13 * 3600, 14 * 3600, closeBytes: 16 * 1024, chunkBytes: 16 * 1024);

        // Besides the hour, five minutes on each side (the margin for disorder) and the probed positions are read.
        Assert.Equal(Enumerable.Range(13 * 14_400, 14_400), found);
        var hourBytes = lengthBytes / 24;
        Assert.InRange(source.Reads.Sum(read => (long)read.CountBytes) - hourBytes, 1, (lengthBytes - hourBytes) / 100);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, DaySeconds)]
    [InlineData(43_200, 43_201)]
    [InlineData(DaySeconds - 1, DaySeconds)]
    [InlineData(-100, 0)]
    [InlineData(DaySeconds, DaySeconds + 100)]
    [InlineData(-100, DaySeconds + 100)]
    public async Task Exactly_the_records_of_the_time_range_are_found(int from, int to)
    {
        var lines = Enumerable.Range(0, DaySeconds / 10).Select(i => MemorySource.Line(i * 10, i, paddingBytes: i % 200)).ToList();
        var expected = Enumerable.Range(0, DaySeconds / 10).Where(i => i * 10 >= from && i * 10 < to);
        var plain = new MemorySource();
        plain.Put("day.clef", string.Concat(lines));
        var compressed = new MemorySource();
        compressed.PutGzip("day.clef", lines.Chunk(7).Select(some => string.Concat(some)));

        Assert.Equal(expected, await FindAsync(plain, from, to, closeBytes: 2000));
        Assert.Equal(expected, await FindAsync(compressed, from, to, closeBytes: 2000));
    }

    [Fact]
    public async Task Record_without_a_time_is_found_where_the_record_before_it_is()
    {
        var source = new MemorySource();
        source.Put(
            "day.clef", string.Concat(Enumerable.Range(0, 1000).Select(i => MemorySource.Line(i * 60, 2 * i) + Undated((2 * i) + 1))));

        var found = await FindAsync(source, 10 * 60, 20 * 60, closeBytes: 2000);

        Assert.Equal(Enumerable.Range(20, 20), found);
    }

    [Fact]
    public async Task Object_of_events_without_any_time_is_found_whole()
    {
        var source = new MemorySource();
        source.Put("day.clef", string.Concat(Enumerable.Range(0, 10).Select(Undated)));

        Assert.Equal(Enumerable.Range(0, 10), await FindAsync(source, 0, 60));
    }

    [Theory]
    [InlineData("{\"@t\":\"2026-03-01T00:00:02Z\",\"@m\":\"last\"}", true, 3)]
    [InlineData("{\"@t\":\"2026-03-01T00:00:02Z\",\"@m\":\"last\"}", false, 3)]
    [InlineData("a line of text", true, 3)]
    [InlineData("a line of text", false, 2)] // its other half may be on its way
    public async Task Last_record_without_a_line_feed_is_found_if_it_is_an_object_or_at_rest(string last, bool isAtRest, int count)
    {
        var source = new MemorySource();
        source.Put("day.clef", MemorySource.Line(0, 0) + MemorySource.Line(1, 1) + last);
        var search = new TimeRangeSearch(
            source, TimeProvider.System, [Object(source, "day.clef") with { IsAtRest = isAtRest }], At(0), At(60));

        var found = 0;
        await foreach (var record in search.ReadAsync())
            found++;

        Assert.Equal(count, found);
    }

    [Fact]
    public async Task Records_out_of_order_by_up_to_five_minutes_are_found()
    {
        var source = new MemorySource();
        var random = new Random(1);
        var lateness = Enumerable.Range(0, 20_000).Select(_ => random.Next(10) == 0 ? random.Next(290) : 0).ToList();
        source.Put("day.clef", string.Concat(lateness.Select((late, i) => MemorySource.Line(i - late, i))));

        var found = await FindAsync(source, 10_000, 11_000, closeBytes: 4000);

        Assert.Equal(Enumerable.Range(0, 20_000).Where(i => i - lateness[i] >= 10_000 && i - lateness[i] < 11_000), found.Order());
    }

    [Fact]
    public async Task Objects_are_merged_by_time_and_opened_when_due()
    {
        var source = new MemorySource();
        source.Put("a.clef", string.Concat(Enumerable.Range(0, 100).Select(i => MemorySource.Line(2 * i, 2 * i))));
        source.Put("b.clef", string.Concat(Enumerable.Range(0, 100).Select(i => MemorySource.Line(2 * i + 1, 2 * i + 1))));
        source.Put("later.clef", MemorySource.Line(5000, 200));
        var search = new TimeRangeSearch(
            source,
            TimeProvider.System,
            [Object(source, "a.clef"), Object(source, "b.clef"), Object(source, "later.clef", earliest: 4000)],
            At(0),
            At(6000));

        var (found, openedAt) = (new List<int>(), -1);
        await foreach (var record in search.ReadAsync())
        {
            found.Add(MemorySource.NumberOf(record));
            if (openedAt < 0 && source.Reads.Any(read => read.Key == "later.clef"))
                openedAt = found.Count;
        }

        Assert.Equal(Enumerable.Range(0, 201), found);
        Assert.Equal(201, openedAt);
        Assert.Equal((3, 3), (search.DoneCount, search.ObjectCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public async Task Search_continues_at_its_places_with_the_next_record(int step)
    {
        var source = new MemorySource();
        source.Put("a.clef", string.Concat(Enumerable.Range(0, 100).Select(i => MemorySource.Line(3 * i, 3 * i))));
        source.PutGzip("b.clef.gz", Enumerable.Range(0, 10).Select(
            member => string.Concat(Enumerable.Range(10 * member, 10).Select(i => MemorySource.Line(3 * i + 1, 3 * i + 1)))));
        source.Put("c.clef", string.Concat(Enumerable.Range(50, 50).Select(i => MemorySource.Line(3 * i + 2, 3 * i + 2))));
        var objects = new[] { Object(source, "a.clef"), Object(source, "b.clef.gz"), Object(source, "c.clef", earliest: 150) };

        var found = new List<int>();
        for (string? places = ""; places is not null;)
        {
            var search = new TimeRangeSearch(
                source, TimeProvider.System, objects, At(10), At(280), places.Length == 0 ? null : CompactPlaces.Parse(places));
            places = null;
            var count = 0;
            await foreach (var record in search.ReadAsync())
            {
                found.Add(MemorySource.NumberOf(record));
                if (++count == step)
                {
                    places = search.Places.ToString();
                    break;
                }
            }
        }

        Assert.Equal(Enumerable.Range(10, 270).Where(i => i % 3 != 2 || i > 150), found);
    }

    [Fact]
    public async Task Search_over_budget_returns_where_to_continue_and_makes_progress()
    {
        var source = new MemorySource();
        foreach (var key in new[] { "a.clef", "b.clef", "c.clef" })
            source.Put(key, string.Concat(Enumerable.Range(0, 4000).Select(i => MemorySource.Line(i, i, paddingBytes: 1000))));
        var objects = new[] { Object(source, "a.clef"), Object(source, "b.clef"), Object(source, "c.clef") };

        var (found, places, searches) = (new List<int>(), (CompactPlaces?)null, 0);
        do
        {
            // A budget too small to open the objects.
            var search = new TimeRangeSearch(source, TimeProvider.System, objects, At(0), At(DaySeconds), places) { ByteBudget = 1 };
            await foreach (var record in search.ReadAsync())
                found.Add(MemorySource.NumberOf(record));
            places = search.PlacesAtEnd;
            searches++;
        }
        while (places is not null && searches < 100);

        Assert.Equal(Enumerable.Range(0, 4000).SelectMany(i => new[] { i, i, i }), found);
        Assert.InRange(searches, 4, 50);
    }

    [Fact]
    public async Task Deleted_object_or_one_that_is_not_a_log_is_skipped_and_reported()
    {
        var source = new MemorySource();
        source.Put("gone.clef", MemorySource.Line(1, 1));
        source.Put("notes.txt", "These are\nno events.\n");
        source.Put("web.clef", MemorySource.Line(2, 2));
        var objects = new[] { Object(source, "gone.clef"), Object(source, "notes.txt"), Object(source, "web.clef") };
        source.Delete("gone.clef");

        var notes = new List<string>();
        var found = new List<int>();
        await foreach (var record in new TimeRangeSearch(
            source, TimeProvider.System, objects, At(0), At(10))
        { OnNote = notes.Add }.ReadAsync())
            found.Add(MemorySource.NumberOf(record));

        Assert.Equal([2], found);
        Assert.Equal(["'gone.clef' was deleted during the search.", "'notes.txt' has no CLEF events and is skipped."], notes);
    }

    [Fact]
    public async Task Damage_is_reported_and_records_around_it_are_found()
    {
        var source = new MemorySource();
        byte[] member = Decoding.StoredBytes.Member(MemorySource.Line(1, 1) + MemorySource.Line(2, 2));
        source.PutBytes(
            "web.log",
            [.. member, .. "garbage"u8, .. Decoding.StoredBytes.Member(MemorySource.Line(3, 3)), .. member[..^30], .. Decoding.StoredBytes.Member(MemorySource.Line(4, 4))]);

        var notes = new List<string>();
        var found = new List<int>();
        await foreach (var record in new TimeRangeSearch(
            source, TimeProvider.System, [Object(source, "web.log")], At(0), At(10))
        { OnNote = notes.Add }.ReadAsync())
            found.Add(MemorySource.NumberOf(record));

        Assert.Equal([1, 2, 3, 4], found.Distinct());
        Assert.Equal(
            [$"'web.log': 7 bytes, from {member.Length} on, are not gzip.", $"'web.log': {member.Length - 30} bytes, from {member.Length + 7 + Decoding.StoredBytes.Member(MemorySource.Line(3, 3)).Length} on, are not a whole gzip member."],
            notes);
    }

    [Theory]
    [InlineData(nameof(StoreErrorKind.NoCredentials), null, null, false)]
    [InlineData(nameof(StoreErrorKind.AccessDenied), 403, "AccessDenied", false)]
    [InlineData(nameof(StoreErrorKind.AccessDenied), 403, "InvalidObjectState", true)] // in cold storage
    [InlineData(nameof(StoreErrorKind.Refused), null, null, true)] // a key that is not asked for
    public async Task Failure_of_the_store_ends_a_search_and_failure_of_one_object_is_reported(
        string kind, int? status, string? code, bool isOfOne)
    {
        var source = new MemorySource();
        source.Put("web.clef", MemorySource.Line(2, 2));
        var objects = new[] { Object(source, "web.clef") };
        source.Error = new StoreError(Enum.Parse<StoreErrorKind>(kind), "read of", "", "logs") { HttpStatus = status, Code = code };
        var notes = new List<string>();

        // From the beginning, and from the end of an earlier search.
        foreach (var start in new[] { null, Places("web.clef", 0) })
        {
            var exception = await Record.ExceptionAsync(async () =>
            {
                await foreach (var _ in new TimeRangeSearch(
                    source, TimeProvider.System, objects, At(0), At(10), start)
                { OnNote = notes.Add }.ReadAsync())
                    Assert.Fail("Nothing can be read.");
            });

            Assert.Equal(isOfOne ? null : typeof(ObjectReadException), exception?.GetType());
        }

        Assert.Equal(isOfOne ? 2 : 0, notes.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2.x")]
    [InlineData("1")]
    [InlineData("1.x.key")]
    [InlineData("1.x.key~Z")]
    [InlineData("1.x.key~1~2~3~4")]
    [InlineData("1.x.key~zzzzzzzzzzzz")]
    public void Invalid_places_are_refused(string text) => Assert.Throws<FormatException>(() => CompactPlaces.Parse(text));

    private static async Task<List<int>> FindAsync(
        MemorySource source, int from, int to, long closeBytes = 256 * 1024, int chunkBytes = 1024 * 1024)
    {
        var search = new TimeRangeSearch(
            source,
            TimeProvider.System,
            [Object(source, "day.clef")],
            At(from),
            At(to))
        { CloseBytes = closeBytes, ChunkBytes = chunkBytes };
        var found = new List<int>();
        await foreach (var record in search.ReadAsync())
            found.Add(MemorySource.NumberOf(record));
        return found;
    }

    private static string Undated(int number) => $$"""{"@t":"?","Number":{{number}}}""" + "\n";

    private static CompactPlaces Places(string key, long position)
    {
        var places = new CompactPlaces();
        places.Set(key, new ReadPlace(position));
        return places;
    }

    private static SearchedObject Object(MemorySource source, string key, int? earliest = null) =>
        new(key, source.LengthOf(key), earliest is { } second ? At(second) : DateTimeOffset.MinValue);

    private static DateTimeOffset At(int second) => MemorySource.Start.AddSeconds(second);
}
