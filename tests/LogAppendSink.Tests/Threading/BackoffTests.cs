using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Threading;

public class BackoffTests
{
    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }

    [Fact]
    public void Delays_double_up_to_the_longest()
    {
        var backoff = NewBackoff();

        Assert.Equal([1, 2, 4, 5, 5], Seconds(backoff, count: 5));
    }

    [Fact]
    public void Delays_start_over_after_a_reset()
    {
        var backoff = NewBackoff();
        Seconds(backoff, count: 5);

        backoff.Reset();

        Assert.Equal([1, 2], Seconds(backoff, count: 2));
    }

    [Theory]
    [InlineData(0, new[] { 0.5, 1, 2, 2.5, 2.5 })]
    [InlineData(0.5, new[] { 0.75, 1.5, 3, 3.75, 3.75 })]
    public void Delays_are_drawn_from_the_upper_half_when_there_is_jitter(double drawn, double[] seconds)
    {
        var backoff = NewBackoff(new FixedRandom(drawn));

        Assert.Equal(seconds, Seconds(backoff, count: 5));
    }

    [Fact]
    public void Delay_continues_below_the_lower_limit_when_that_limit_no_longer_applies()
    {
        var backoff = NewBackoff();

        var limited = Enumerable.Range(0, 100).Select(_ => backoff.Next(TimeSpan.FromSeconds(1.5))).Max();

        Assert.Equal(TimeSpan.FromSeconds(1.5), limited);
        Assert.Equal([2, 4, 5], Seconds(backoff, count: 3));
    }

    [Fact]
    public void Limit_above_the_longest_delay_has_no_effect()
    {
        var backoff = NewBackoff();
        Seconds(backoff, count: 5);

        Assert.Equal(TimeSpan.FromSeconds(5), backoff.Next(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Delay_stays_at_the_longest_after_very_many_attempts()
    {
        var backoff = NewBackoff();

        Assert.Equal(5, Seconds(backoff, count: 10_000)[^1]);
    }

    private static Backoff NewBackoff(Random? random = null) =>
        new(first: TimeSpan.FromSeconds(1), longest: TimeSpan.FromSeconds(5), random);

    private static double[] Seconds(Backoff backoff, int count) => [.. Enumerable.Range(0, count).Select(_ => backoff.Next().TotalSeconds)];
}
