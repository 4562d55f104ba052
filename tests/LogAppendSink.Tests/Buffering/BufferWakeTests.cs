using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

/// <summary>When each kind of buffer wakes the delivery task.</summary>
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
    public async Task Wait_of_an_empty_buffer_ends_with_the_first_record()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        Assert.False(wait.IsCompleted);

        _scenario.WriteBytes(1);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public async Task Wait_for_a_size_ends_with_the_record_that_reaches_it()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 10);

        _scenario.WriteBytes(9);
        Assert.False(wait.IsCompleted);
        _scenario.WriteBytes(1);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public async Task Wait_completes_at_once_when_the_size_is_reached()
    {
        _scenario.WriteBytes(10);

        await _scenario.Buffer.WaitForRecordsAsync(bytes: 10).WithDeadline("the wait to end");
    }

    [Fact]
    public void Taken_records_do_not_count_for_a_wait()
    {
        _scenario.WriteBytes(10);
        _scenario.Take();

        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public async Task Fatal_record_ends_any_wait()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 50);

        _scenario.WriteBytes(2, RecordLevel.Fatal);

        await wait.WithDeadline("the wait to end");
    }

    [Fact]
    public void Fatal_record_is_urgent_until_it_is_taken()
    {
        _scenario.WriteBytes(2, RecordLevel.Fatal);
        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);
        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);

        _scenario.Take();

        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 50).IsCompleted);
    }

    [Fact]
    public async Task Wake_ends_only_the_current_wait()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        _scenario.Buffer.Wake();

        await wait.WithDeadline("the wait to end");
        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public void Wake_between_two_waits_ends_the_next_one()
    {
        _scenario.Buffer.Wake();
        _scenario.Buffer.Wake();

        Assert.True(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
        Assert.False(_scenario.Buffer.WaitForRecordsAsync(bytes: 1).IsCompleted);
    }

    [Fact]
    public void Cancelled_wait_never_ends_and_another_can_begin()
    {
        var forgotten = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        _scenario.Buffer.CancelWait();
        var next = _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        _scenario.WriteBytes(1);

        Assert.False(forgotten.IsCompleted);
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void Second_concurrent_wait_throws()
    {
        _scenario.Buffer.WaitForRecordsAsync(bytes: 1);

        void WaitAgain() => _scenario.Buffer.WaitForRecordsAsync(bytes: 1);
        var exception = Assert.Throws<InvariantBrokenException>(WaitAgain);

        Assert.Equal("Broken rule: One task waits for records at a time. Failed check: _waiter is null.", exception.Message);
    }

    [Fact]
    public async Task Record_without_room_ends_the_wait_for_more_records()
    {
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 1_000_000);

        while (_scenario.WriteBytes(60))
        {
        }

        await wait.WithDeadline("the wait to end"); // Records that wait for more fill the buffer.
    }
}
