namespace LogAppendSink.Reading;

/// <summary>
/// Decides how long a follower waits between two listings of its prefix. A listing shows growth, new objects and deleted objects, so it is
/// frequent while the prefix is active and rare while it is idle.
/// </summary>
/// <remarks>
/// <code>
/// nothing new for      wait until the next listing     (defaults)
/// 0 to 1.2 s           1.5 poll intervals              0.3 s
/// to 2.5 s             a quarter of that time          0.3 to 0.6 s
/// longer               half of that time               1.25 s, up to the listing interval, 3 s
/// </code>
/// The first minute after the last event needs 27 listings, each later minute 20. With the reads that find nothing, this stays below 30
/// requests a minute even for a prefix with one object.
/// </remarks>
internal static class ListingPace
{
    /// <summary>
    /// A listing of this many objects is about 20 KB. Longer listings are less frequent, so that following costs no more traffic than this.
    /// </summary>
    private const double SmallListing = 50;

    private const double SoonestPolls = 1.5;

    /// <summary>
    /// Longer than the sink's buffering time (<see cref="OssAppendOptions.BufferingTimeLimit"/>, 2 s), so that steady logging counts as
    /// active.
    /// </summary>
    private static readonly TimeSpan Lively = TimeSpan.FromSeconds(2.5);

    /// <param name="quiet">How long nothing new has been seen.</param>
    /// <param name="objects">The number of objects in the last listing.</param>
    /// <param name="pages">The number of requests for the last listing.</param>
    /// <param name="options">The intervals.</param>
    internal static TimeSpan Next(TimeSpan quiet, int objects, int pages, LogFollowerOptions options)
    {
        var soonest = options.PollInterval * SoonestPolls * Math.Max(1, objects / SmallListing);
        var share = quiet <= Lively ? quiet / 4 : quiet / 2;
        var wait = share > soonest ? share : soonest;
        return (wait < options.ListingInterval ? wait : options.ListingInterval) * pages;
    }
}
