using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.Buffering;

public sealed class MemoryBufferWaitModeTests : IDisposable
{
    private readonly BufferScenario _scenario = new(limitBytes: 100, QueueFullMode.Wait);

    public void Dispose() => _scenario.Dispose();

    [Fact]
    public async Task Call_waits_until_an_acknowledgement_makes_room()
    {
        _scenario.WriteBytes(100);
        var batch = _scenario.Take();
        var caller = await BlockedCallerAsync(50);

        _scenario.Buffer.Acknowledge(batch);

        Assert.True(await caller.WithDeadline("the caller to return"));
        Assert.Equal((2L, 1L, 1L), (_scenario.Account.Accepted, _scenario.Account.Stored, _scenario.Account.Pending));
    }

    [Fact]
    public async Task Call_continues_to_wait_while_there_is_too_little_room()
    {
        _scenario.WriteBytes(30);
        var first = _scenario.Take();
        _scenario.WriteBytes(70);
        var second = _scenario.Take();
        var caller = await BlockedCallerAsync(50);

        _scenario.Buffer.Acknowledge(first);
        Assert.False(caller.IsCompleted); // 70 + 50 exceeds the limit.
        _scenario.Buffer.Acknowledge(second);

        Assert.True(await caller.WithDeadline("the caller to return"));
    }

    [Fact]
    public async Task Close_ends_the_wait_of_a_call_without_its_record()
    {
        _scenario.WriteBytes(100);
        var caller = await BlockedCallerAsync(50);

        _scenario.Buffer.Close(DropReason.Closed);

        Assert.False(await caller.WithDeadline("the caller to return"));
        Assert.Equal((2L, 1L), (_scenario.Account.Accepted, _scenario.Account.DroppedByReason[(int)DropReason.Closed]));
    }

    [Fact]
    public async Task Leave_ends_the_wait_of_a_call()
    {
        _scenario.WriteBytes(100);
        var caller = await BlockedCallerAsync(50);

        _scenario.Buffer.Leave(DropReason.Shutdown);

        Assert.True(await caller.WithDeadline("the caller to return"));
    }

    [Fact]
    public async Task Full_buffer_wakes_the_delivery_task()
    {
        _scenario.WriteBytes(60);
        var wait = _scenario.Buffer.WaitForRecordsAsync(bytes: 100); // More than the buffer can hold.

        var caller = await BlockedCallerAsync(50);

        await wait.WithDeadline("the delivery task to be woken");
        _scenario.Buffer.Acknowledge(_scenario.Take());
        Assert.True(await caller.WithDeadline("the caller to return"));
    }

    /// <summary>Starts a thread that waits for room.</summary>
    private async Task<Task<bool>> BlockedCallerAsync(int lengthBytes)
    {
        var result = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => result.SetResult(_scenario.WriteBytes(lengthBytes))) { IsBackground = true };
        thread.Start();
        await Task.Run(() => SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Deadline.Default));
        return result.Task;
    }
}
