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
    public void Delays_double_from_200_ms_to_20_s_and_are_at_least_half_of_that(int failuresBefore, int milliseconds)
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
    public void Delays_are_at_most_the_doubled_value(int failuresBefore, int milliseconds)
    {
        var schedule = ScheduleAfter(failuresBefore, new FixedRandom(1 - 1e-9));

        Assert.Equal(milliseconds, schedule.Next().TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void Delays_are_the_same_for_the_same_seed()
    {
        var (one, same, other) = (new RetrySchedule(new Random(7)), new RetrySchedule(new Random(7)), new RetrySchedule(new Random(8)));

        var waits = Enumerable.Range(0, 10).Select(_ => one.Next()).ToList();

        Assert.Equal(waits, Enumerable.Range(0, 10).Select(_ => same.Next()));
        Assert.NotEqual(waits, Enumerable.Range(0, 10).Select(_ => other.Next()));
    }

    [Fact]
    public void Delays_restart_when_the_position_is_occupied()
    {
        var schedule = ScheduleAfter(10, new FixedRandom(0));
        var occupied = new StoreError(StoreErrorKind.PositionOccupied, "append to", "app.clef", "acme-logs");

        var waits = Enumerable.Range(0, 4).Select(_ => schedule.Next(occupied).TotalMilliseconds).ToList();

        Assert.Equal([100, 200, 400, 800], waits);
        Assert.Equal(1_600, schedule.Next().TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void Delays_restart_once_when_an_occupied_position_alternates_with_other_failures()
    {
        var schedule = ScheduleAfter(10, new FixedRandom(0));
        var occupied = new StoreError(StoreErrorKind.PositionOccupied, "append to", "app.clef", "acme-logs");

        var waits = new[] { occupied, null, occupied, null, occupied }.Select(error => schedule.Next(error).TotalMilliseconds);

        Assert.Equal([100, 200, 400, 800, 1_600], waits);
    }

    [Fact]
    public void Delays_restart_after_a_success()
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
    [InlineData(1.0, 1_025)] // the requested delay, plus a quarter of the backoff
    [InlineData(120.0, 120_025)]
    [InlineData(86_400.0, 120_025)] // a broken response must not stop delivery for hours
    public void Requested_delay_is_honored_up_to_2_minutes(double? askedSeconds, int milliseconds)
    {
        var schedule = new RetrySchedule(new FixedRandom(0));

        var wait = schedule.Next(
            Error(StoreErrorKind.Throttled) with { RetryAfter = askedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null });

        Assert.Equal(milliseconds, wait.TotalMilliseconds, tolerance: 0.01);
    }

    [Theory]
    [InlineData(4, 3_200)]
    [InlineData(5, 5_000)]
    [InlineData(1000, 5_000)]
    public void Delays_end_at_5_s_when_the_store_is_unreachable(int failuresBefore, int milliseconds)
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
    public void Delays_end_at_20_s_when_the_store_responded(int kind)
    {
        var schedule = new RetrySchedule(new FixedRandom(1 - 1e-9));
        for (var i = 0; i < 7; i++)
            schedule.Next(Error((StoreErrorKind)kind));

        Assert.Equal(20_000, schedule.Next(Error((StoreErrorKind)kind)).TotalMilliseconds, tolerance: 0.01);
    }

    [Fact]
    public void Delay_is_below_20_s_when_the_store_responds_again_but_fails()
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
