using LogAppendSink.Delivery;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class FlushWaitersTests
{
    private readonly FlushWaiters _waiters = new();

    [Fact]
    public void Wait_completes_at_once_when_no_records_are_pending()
    {
        Assert.True(_waiters.WaitAsync(0).IsCompletedSuccessfully);
        Assert.False(_waiters.IsWanted(0));
    }

    [Fact]
    public void Wait_completes_when_its_records_are_settled()
    {
        var (five, three) = (_waiters.WaitAsync(5), _waiters.WaitAsync(3));

        _waiters.SettledThrough(2);
        Assert.False(three.IsCompleted);
        _waiters.SettledThrough(4);

        Assert.True(three.IsCompletedSuccessfully);
        Assert.False(five.IsCompleted);
        _waiters.SettledThrough(5);
        Assert.True(five.IsCompletedSuccessfully);
    }

    [Fact]
    public void Wait_completes_when_its_records_are_lost()
    {
        var (two, five) = (_waiters.WaitAsync(2), _waiters.WaitAsync(5));

        _waiters.DroppedThrough(0, 2);
        Assert.True(two.IsCompletedSuccessfully);
        Assert.False(five.IsCompleted);

        _waiters.RestDroppedThrough(5);
        Assert.True(five.IsCompletedSuccessfully);
    }

    [Fact]
    public void Records_are_wanted_up_to_the_last_one_that_a_wait_needs()
    {
        _ = _waiters.WaitAsync(5);
        _ = _waiters.WaitAsync(3);

        Assert.True(_waiters.IsWanted(4));
        Assert.False(_waiters.IsWanted(5));
    }

    [Fact]
    public void Settled_records_are_not_wanted_when_they_were_never_taken()
    {
        _ = _waiters.WaitAsync(5);

        _waiters.SettledThrough(5);

        // An earlier run has delivered the records, or they are lost. A loop that hurried for them would never pause.
        Assert.False(_waiters.IsWanted(0));
    }

    [Fact]
    public void Wait_is_cancelled_and_removed_when_its_token_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var (cancelled, other) = (_waiters.WaitAsync(5, cancel.Token), _waiters.WaitAsync(5));
        cancel.Cancel();
        var late = _waiters.WaitAsync(5, cancel.Token);

        Assert.True(cancelled.IsCanceled);
        Assert.True(late.IsCanceled);
        Assert.Equal(1, _waiters.Count);
        _waiters.SettledThrough(5);
        Assert.True(other.IsCompletedSuccessfully);
        Assert.True(_waiters.WaitAsync(5, cancel.Token).IsCompletedSuccessfully);
    }

    [Fact]
    public void Settled_records_stay_settled()
    {
        _waiters.SettledThrough(5);
        _waiters.SettledThrough(2);

        Assert.True(_waiters.WaitAsync(5).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(10, 11, 5, 10, false)] // lost before
    [InlineData(10, 11, 11, 20, false)] // lost after them
    [InlineData(10, 11, 10, 11, true)]
    [InlineData(10, 15, 14, 20, true)]
    [InlineData(10, 15, 0, 11, true)]
    public void Watch_returns_whether_any_of_its_records_was_lost(long first, long through, long lostFirst, long lostThrough, bool expected)
    {
        _waiters.BeginWatch();

        _waiters.DroppedThrough(lostFirst, lostThrough);
        _waiters.SettledThrough(100);

        Assert.Equal(expected, _waiters.EndWatch(first, through));
    }

    [Fact]
    public void Skipped_records_count_as_lost()
    {
        _waiters.SettledThrough(10);
        _waiters.BeginWatch();
        _waiters.BeginWatch();
        _waiters.BeginWatch();

        _waiters.RestDroppedThrough(10); // nothing
        _waiters.RestDroppedThrough(12);
        _waiters.SettledThrough(13);

        Assert.False(_waiters.EndWatch(9, 10));
        Assert.True(_waiters.EndWatch(11, 12));
        Assert.False(_waiters.EndWatch(12, 13));
    }

    [Fact]
    public void Losses_are_remembered_only_during_a_watch()
    {
        _waiters.DroppedThrough(0, 5); // before the watch
        _waiters.BeginWatch();
        _waiters.DroppedThrough(5, 10);
        _waiters.EndWatch(20, 21);

        _waiters.BeginWatch();

        Assert.False(_waiters.EndWatch(0, 10));
    }

    [Theory]
    [InlineData(0, 5, false)]
    [InlineData(5, 6, true)]
    [InlineData(9, 12, true)]
    [InlineData(20, 25, false)]
    [InlineData(27, 28, true)]
    [InlineData(30, 31, false)]
    public void Watch_returns_whether_one_of_its_records_was_dropped(long first, long through, bool expected)
    {
        _waiters.BeginWatch();

        _waiters.SettledThrough(5);
        _waiters.DroppedThrough(5, 10);
        _waiters.DroppedThrough(10, 20);
        _waiters.SettledThrough(25);
        _waiters.DroppedThrough(25, 30);

        Assert.Equal(expected, _waiters.EndWatch(first, through));
    }

    [Fact]
    public void Losses_before_a_watch_are_forgotten()
    {
        _waiters.DroppedThrough(0, 5);

        _waiters.BeginWatch();
        _waiters.DroppedThrough(5, 6);

        Assert.False(_waiters.EndWatch(0, 5));
    }
}
