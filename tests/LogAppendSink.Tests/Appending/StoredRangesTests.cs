using LogAppendSink.Appending;
using Xunit;

namespace LogAppendSink.Tests.Appending;

public class StoredRangesTests
{
    private readonly StoredRanges _ranges = new();

    public StoredRangesTests()
    {
        _ranges.Add("spool", 0, 30);
        _ranges.Add("spool", 30, 100);
        _ranges.Add("other", 100, 120);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(30, 67)]
    [InlineData(0, 30)]
    [InlineData(67, 100)]
    public void Moved_range_belongs_to_its_new_owner_and_the_rest_to_the_old_one(long start, long end)
    {
        _ranges.Move("spool", "copy", start, end);

        Assert.False(_ranges.IsAnyOfOthers("copy", start, end));
        Assert.True(_ranges.IsAnyOfOthers("spool", start, end));
        Assert.False(_ranges.IsAnyOfOthers("spool", 0, start));
        Assert.False(_ranges.IsAnyOfOthers("spool", end, 100));
        Assert.False(_ranges.IsAnyOfOthers("other", 100, 120));
    }

    [Fact]
    public void Range_of_another_owner_is_not_moved()
    {
        _ranges.Move("spool", "copy", 100, 120);

        Assert.True(_ranges.IsAnyOfOthers("copy", 100, 120));
    }
}
