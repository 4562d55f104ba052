namespace LogAppendSink.Reading;

/// <summary>
/// How long a follower waits between two listings of its prefix. One listing tells of growth, of new objects and of those that are gone, so it
/// is asked for often while the prefix is alive, and seldom when it is at rest.
/// </summary>
/// <remarks>
/// <code>
/// nothing new for      the next listing after     (defaults)
/// 0 to 1.2 s           1.5 poll intervals         0.3 s
/// to 2.5 s             a quarter of that time     0.3 to 0.6 s
/// longer               half of that time          1.25 s, and at last the listing interval, 3 s
/// </code>
/// In the first minute after the last event these are 27 listings, and 20 in each later one: with the reads that find nothing more, fewer
/// than 30 requests even where the prefix has one object.
/// </remarks>
internal static class ListingPace
{
    /// <summary>A listing of so many is some 20 KB; longer ones come less often, so that following costs no more than that every 0.3 s.</summary>
    private const double SmallListing = 50;

    private const double SoonestPolls = 1.5;

    /// <summary>Longer than the sink's own wait for company (<see cref="OssAppendOptions.BufferingTimeLimit"/>, 2 s): what is logged all the time stays within.</summary>
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(2.5);

    /// <param name="quiet">How long nothing has been new.</param>
    /// <param name="objects">How many the last listing had.</param>
    /// <param name="pages">How many requests that took.</param>
    /// <param name="options">The intervals.</param>
    internal static TimeSpan Next(TimeSpan quiet, int objects, int pages, LogFollowerOptions options)
    {
        var soonest = options.PollInterval * SoonestPolls * Math.Max(1, objects / SmallListing);
        var share = quiet <= Lively ? quiet / 4 : quiet / 2;
        var wait = share > soonest ? share : soonest;
        return (wait < options.ListingInterval ? wait : options.ListingInterval) * pages;
    }
}
