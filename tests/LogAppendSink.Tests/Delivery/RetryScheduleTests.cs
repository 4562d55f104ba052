using LogAppendSink.Delivery;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class RetryScheduleTests
{
    /// <summary>Draws the least, or nearly the most.</summary>
    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(1, 200)]
    [InlineData(2, 400)]
    [InlineData(5, 3_200)]
    [InlineData(6, 6_400)]
    [InlineData(7, 10_000)]
    [InlineData(8, 10_000)]
    [InlineData(1000, 10_000)]
    public void Waits_double_from_200_ms_to_20_s_and_are_at_least_half_of_that(int failuresBefore, int milliseconds)
    {
        var schedule = ScheduleAfter(failuresBefore, new FixedRandom(0));

        Assert.Equal(milliseconds, schedule.Next().TotalMilliseconds, tolerance: 0.01);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 400)]
    [InlineData(6, 12_800)]
    [InlineData(7, 20_000)]
    [InlineData(1000, 20_000)]
    public void Waits_are_at_most_all_of_it(int failuresBefore, int milliseconds)
    {
        var schedule = ScheduleAfter(failuresBefore, new FixedRandom(1 - 1e-9));

        Assert.Equal(milliseconds, schedule.Next().TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void A_seed_gives_the_same_waits_again()
    {
        var (one, same, other) = (new RetrySchedule(new Random(7)), new RetrySchedule(new Random(7)), new RetrySchedule(new Random(8)));

        var waits = Enumerable.Range(0, 10).Select(_ => one.Next()).ToList();

        Assert.Equal(waits, Enumerable.Range(0, 10).Select(_ => same.Next()));
        Assert.NotEqual(waits, Enumerable.Range(0, 10).Select(_ => other.Next()));
    }

    [Fact]
    public void After_a_success_it_begins_anew()
    {
        var schedule = ScheduleAfter(10, new FixedRandom(0));

        schedule.Reset();

        Assert.Equal(TimeSpan.FromMilliseconds(100), schedule.Next());
        Assert.Equal(TimeSpan.FromMilliseconds(200), schedule.Next());
    }

    [Theory]
    [InlineData(null, 100)]
    [InlineData(0.0, 100)]
    [InlineData(-5.0, 100)]
    [InlineData(1.0, 1_025)] // what was asked, and a quarter of the own wait on top
    [InlineData(120.0, 120_025)]
    [InlineData(86_400.0, 120_025)] // no answer silences a log for hours
    public void What_the_store_asks_for_is_honoured_within_reason(double? askedSeconds, int milliseconds)
    {
        var schedule = new RetrySchedule(new FixedRandom(0));

        var wait = schedule.Next(askedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

        Assert.Equal(milliseconds, wait.TotalMilliseconds, tolerance: 0.01);
    }

    private static RetrySchedule ScheduleAfter(int failures, Random random)
    {
        var schedule = new RetrySchedule(random);
        for (var i = 0; i < failures; i++)
            schedule.Next();
        return schedule;
    }
}
