namespace LogAppendSink.Soak;

/// <summary>Whether something of a writer that lives through the whole soak keeps growing.</summary>
/// <remarks>
/// Compares the median of the last quarter with that of the second. The first quarter is start-up. A median ignores what an
/// outage holds for some seconds. A small leak per event or append far exceeds these limits after half an hour.
/// </remarks>
internal static class Growth
{
    private const double ShareLimit = 0.2;

    /// <param name="what">Its name.</param>
    /// <param name="values">In the order of time.</param>
    /// <param name="slack">What it may grow by in any case.</param>
    /// <returns>The fault, or null.</returns>
    internal static string? Fault(string what, IReadOnlyList<double> values, double slack)
    {
        var quarter = values.Count / 4;
        if (quarter == 0)
            return $"{what}: there are not enough samples.";

        var (before, after) = (Median(values.Skip(quarter).Take(quarter)), Median(values.TakeLast(quarter)));
        return after > before * (1 + ShareLimit) + slack ? FormattableString.Invariant($"{what} grew from {before:#,0.#} to {after:#,0.#}.") : null;
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];
    }
}
