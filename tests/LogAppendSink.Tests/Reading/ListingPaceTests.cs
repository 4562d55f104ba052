using LogAppendSink.Reading;
using Xunit;

namespace LogAppendSink.Tests.Reading;

public class ListingPaceTests
{
    [Theory]
    [InlineData(0, 50, 1, 0.3)] // something has just been new
    [InlineData(1.2, 50, 1, 0.3)]
    [InlineData(2, 50, 1, 0.5)] // the sink's own wait between two appends
    [InlineData(2.4, 50, 1, 0.6)]
    [InlineData(3, 50, 1, 1.5)]
    [InlineData(6, 50, 1, 3)]
    [InlineData(3600, 50, 1, 3)] // at rest
    [InlineData(0, 100, 1, 0.6)] // larger listings come less often
    [InlineData(0, 500, 1, 3)]
    [InlineData(0, 1000, 1, 3)]
    [InlineData(0, 2500, 3, 9)] // a page is a request
    public void Listing_wait_grows_with_idle_time_and_listing_size(double quietSeconds, int objects, int pages, double seconds)
    {
        var wait = ListingPace.Next(TimeSpan.FromSeconds(quietSeconds), objects, pages, new LogFollowerOptions());

        Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
    }
}
