using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

/// <summary>When every buffer wakes the delivery task, wherever its records lie.</summary>
public abstract class BufferWakeTests : IDisposable
{
    private readonly BufferScenario _scenario;

    private protected BufferWakeTests(BufferScenario scenario) => _scenario = scenario;

    public void Dispose()
    {
        _scenario.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_idle_wait_ends_with_the_first_record()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        Assert.False(wait.IsCompleted);

        _scenario.WriteBytes(1);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public async Task A_wait_for_a_size_ends_with_the_record_that_reaches_it()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 10);

        _scenario.WriteBytes(9);
        Assert.False(wait.IsCompleted);
        _scenario.WriteBytes(1);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public async Task A_wait_for_what_is_there_is_over_at_once()
    {
        _scenario.WriteBytes(10);

        await _scenario.Buffer.WaitForRecordsAsync(bytes: 10).WithDeadline("the wait to end");
    }

    [Fact]
    public void What_was_taken_does_not_count_for_a_wait()
    {
        _scenario.WriteBytes(10);
        _scenario.Take();

        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public async Task A_fatal_record_ends_every_wait()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 50);

        _scenario.WriteBytes(2, RecordLevel.Fatal);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public void A_fatal_record_is_urgent_until_it_is_taken()
    {
        _scenario.WriteBytes(2, RecordLevel.Fatal);
        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);
        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);

        _scenario.Take();

        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);
    }

    [Fact]
    public async Task Waking_ends_the_present_wait_and_no_other()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        _scenario.Buffer.Wake();

        await wait.WithDeadline("the wait to end");
        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public void Waking_between_two_waits_ends_the_next_one()
    {
        _scenario.Buffer.Wake();
        _scenario.Buffer.Wake();

        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public void A_wait_that_is_forgotten_never_ends_and_another_can_begin()
    {
        var forgotten = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        _scenario.Buffer.CancelWait();
        var next = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        _scenario.WriteBytes(1);

        Assert.False(forgotten.IsCompleted);
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void Two_waits_at_a_time_are_a_bug()
    {
        _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        void WaitAgain() => _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        var exception = Assert.Throws<InvariantBrokenException>(WaitAgain);

        Assert.Equal("Broken rule: One task waits for records at a time. Failed check: _waiter is null.", exception.Message);
    }

    [Fact]
    public async Task A_record_that_finds_no_room_ends_a_wait_for_company()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1_000_000);

        while (_scenario.WriteBytes(60))
        {
        }

        await wait.WithDeadline("the wait to end"); // What waits for company takes the room of those who come.
    }
}
