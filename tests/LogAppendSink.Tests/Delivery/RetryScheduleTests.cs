using LogAppendSink.Delivery;
using LogAppendSink.Stores;
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
    public void Whether_a_position_stays_occupied_is_asked_from_the_shortest_wait_on_whatever_was_before()
    {
        var schedule = ScheduleAfter(10, new FixedRandom(0));
        var occupied = new StoreError(StoreErrorKind.PositionOccupied, "append to", "app.clef", "acme-logs");

        var waits = Enumerable.Range(0, 4).Select(_ => schedule.Next(occupied).TotalMilliseconds).ToList();

        Assert.Equal([100, 200, 400, 800], waits);
        Assert.Equal(1_600, schedule.Next().TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void A_position_that_is_occupied_in_turns_with_other_failures_does_not_begin_the_waits_anew_each_time()
    {
        var schedule = ScheduleAfter(10, new FixedRandom(0));
        var occupied = new StoreError(StoreErrorKind.PositionOccupied, "append to", "app.clef", "acme-logs");

        var waits = new[] { occupied, null, occupied, null, occupied }.Select(error => schedule.Next(error).TotalMilliseconds);

        Assert.Equal([100, 200, 400, 800, 1_600], waits);
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

        var wait = schedule.Next(Error(StoreErrorKind.Throttled) with { RetryAfter = askedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null });

        Assert.Equal(milliseconds, wait.TotalMilliseconds, tolerance: 0.01);
    }

    [Theory]
    [InlineData(4, 3_200)]
    [InlineData(5, 5_000)]
    [InlineData(1000, 5_000)]
    public void Where_nobody_was_reached_the_waits_end_at_5_s(int failuresBefore, int milliseconds)
    {
        var schedule = new RetrySchedule(new FixedRandom(1 - 1e-9));
        for (var i = 0; i < failuresBefore; i++)
            schedule.Next(Error(StoreErrorKind.Unreachable));

        Assert.Equal(milliseconds, schedule.Next(Error(StoreErrorKind.Unreachable)).TotalMilliseconds, tolerance: 0.01);
    }

    [Theory]
    [InlineData((int)StoreErrorKind.ServerError)]
    [InlineData((int)StoreErrorKind.Throttled)]
    [InlineData((int)StoreErrorKind.Timeout)]
    [InlineData((int)StoreErrorKind.AccessDenied)]
    public void A_store_that_was_reached_is_left_alone_for_longer(int kind)
    {
        var schedule = new RetrySchedule(new FixedRandom(1 - 1e-9));
        for (var i = 0; i < 7; i++)
            schedule.Next(Error((StoreErrorKind)kind));

        Assert.Equal(20_000, schedule.Next(Error((StoreErrorKind)kind)).TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void A_store_that_answers_again_and_is_not_ready_is_asked_before_20_s_are_over()
    {
        var schedule = new RetrySchedule(new FixedRandom(1 - 1e-9));
        for (var i = 0; i < 100; i++)
            schedule.Next(Error(StoreErrorKind.Unreachable));

        Assert.Equal(6_400, schedule.Next(Error(StoreErrorKind.ServerError)).TotalMilliseconds, tolerance: 0.01);
        Assert.Equal(5_000, schedule.Next(Error(StoreErrorKind.Unreachable)).TotalMilliseconds, tolerance: 0.01);
    }

    private static StoreError Error(StoreErrorKind kind) => new(kind, "append to", "a.clef", "logs");

    private static RetrySchedule ScheduleAfter(int failures, Random random)
    {
        var schedule = new RetrySchedule(random);
        for (var i = 0; i < failures; i++)
            schedule.Next();
        return schedule;
    }
}
