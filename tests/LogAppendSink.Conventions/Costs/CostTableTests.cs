using System.Globalization;
using Xunit;

namespace LogAppendSink.Conventions.Costs;

/// <summary>The table of costs in docs/tuning.md equals what the function computes.</summary>
public class CostTableTests
{
    private const double EventsPerSecond = 10;
    private const int EventBytes = 400;
    private const string Document = "docs/tuning.md";
    private const string Begin = "<!-- costs: computed by a test -->\n";
    private const string End = "\n<!-- costs: end -->";

    private static readonly long BatchLimitBytes = new OssAppendOptions().BatchSizeLimitBytes;

    [Fact]
    public void Document_has_what_the_function_computes()
    {
        var text = Repository.Read(Document);
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var table = text[start..text.IndexOf(End, StringComparison.Ordinal)];

        if (Repository.IsApproving)
            File.WriteAllText(Path.Combine(Repository.Root.FullName, Document), text.Replace(Begin + table, Begin + Table(), StringComparison.Ordinal));

        Assert.True(Repository.IsApproving || table == Table(), $"{Document} does not have these costs; write them with {Repository.Approve}:\n{Table()}");
    }

    [Theory]
    [InlineData(10, 2, false, 43_200, 345_600_000)]
    [InlineData(10, 2, true, 43_200, 57_600_000)]
    [InlineData(0.01, 2, false, 864, 345_600)] // no more appends than events
    [InlineData(100_000, 1, false, 86_400 * 10, 3_456_000_000_000)] // 40 MB a second in batches of 4 MiB
    public void Cost_of_a_day_equals_the_expected_requests_and_bytes(double eventsPerSecond, int flushSeconds, bool isCompressed, long requests, long bytes) =>
        Assert.Equal(new DailyCost(requests, bytes), DailyCost.Of(eventsPerSecond, EventBytes, TimeSpan.FromSeconds(flushSeconds), BatchLimitBytes, isCompressed));

    private static string Table()
    {
        var lines = new[] { 1, 2, 10, 30, 300 }.Select(seconds =>
        {
            var (plain, zipped) = (Cost(seconds, isCompressed: false), Cost(seconds, isCompressed: true));
            return string.Create(CultureInfo.InvariantCulture, $"| {seconds} s | {plain.AppendRequests:#,0} | {plain.StoredBytes / 1e9:0.000} GB | {zipped.StoredBytes / 1e9:0.000} GB |");
        });
        return $"| `BufferingTimeLimit` | Append requests per day | Stored per day | Stored per day with gzip (6 times smaller) |\n|---|---:|---:|---:|\n{string.Join('\n', lines)}";
    }

    private static DailyCost Cost(int seconds, bool isCompressed) =>
        DailyCost.Of(EventsPerSecond, EventBytes, TimeSpan.FromSeconds(seconds), BatchLimitBytes, isCompressed);
}
