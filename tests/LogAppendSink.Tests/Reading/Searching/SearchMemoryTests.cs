using LogAppendSink.Reading.Searching;
using Xunit;

namespace LogAppendSink.Tests.Reading.Searching;

/// <summary>Measures the heap of the whole process, so no other test runs at the same time.</summary>
[Collection(nameof(SearchMemoryTests))]
[CollectionDefinition(nameof(SearchMemoryTests), DisableParallelization = true)]
public class SearchMemoryTests
{
    [Fact]
    public async Task Memory_of_a_search_does_not_grow_with_the_number_of_records()
    {
        var source = new MemorySource();
        source.PutGzip(
            "web.clef",
            [MemorySource.Line(1, 1), new string('\n', 12 * 1024 * 1024), string.Concat(
                Enumerable.Repeat("x\n", 2 * 1024 * 1024)), MemorySource.Line(2, 2)]);
        var searched = new SearchedObject("web.clef", source.LengthOf("web.clef"), DateTimeOffset.MinValue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (most, count) = (0L, 0);
        var found = new List<int>();

        await foreach (var record in new TimeRangeSearch(
            source, TimeProvider.System, [searched], MemorySource.Start, MemorySource.Start.AddSeconds(10)).ReadAsync())
        {
            if (++count % 100_000 != 0 && record.Timestamp is null) // Undated lines have the time of the event before them.
                continue;
            if (record.Timestamp is not null)
                found.Add(MemorySource.NumberOf(record));
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal([1, 2], found);
        Assert.Equal(2 + (2 * 1024 * 1024), count);
        Assert.InRange(most, 0, 8 * 1024 * 1024);
    }
}
