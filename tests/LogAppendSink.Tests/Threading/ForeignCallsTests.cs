using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Threading;

/// <summary>Code that blocks, throws or ignores its token never holds up what called it.</summary>
public sealed class ForeignCallsTests : IDisposable
{
    private readonly ForeignCalls _calls = new("test");
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Fact]
    public async Task Blocking_call_is_abandoned_at_its_time_limit_and_the_next_one_runs()
    {
        using var end = new CancellationTokenSource();
        var blocked = _calls.RunAsync(_ => Block(), end.Token);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => blocked.WithDeadline("the call to be abandoned"));
        Assert.Equal(2, await _calls.RunAsync(_ => ValueTask.FromResult(2), CancellationToken.None).WithDeadline("the next call"));
    }

    [Fact]
    public async Task Call_is_abandoned_at_its_time_limit_when_it_never_completes()
    {
        using var end = new CancellationTokenSource();
        var never = _calls.RunAsync(_ => new ValueTask<int>(new TaskCompletionSource<int>().Task), end.Token);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never.WithDeadline("the call to be abandoned"));
    }

    [Fact]
    public async Task Call_is_abandoned_at_its_time_limit_when_its_token_callback_blocks()
    {
        using var end = new CancellationTokenSource();
        var isRegistered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = _calls.RunAsync(
            token =>
            {
                token.Register(_release.Wait);
                isRegistered.SetResult();
                return new ValueTask<int>(new TaskCompletionSource<int>().Task);
            },
            end.Token);
        await isRegistered.Task.WithDeadline("the registration");

        end.Cancel(); // Returns, though the callback does not.

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WithDeadline("the call to be abandoned"));
    }

    [Fact]
    public async Task Result_is_the_exception_when_the_call_throws()
    {
        var thrown = await Assert.ThrowsAsync<FormatException>(
            () => _calls.RunAsync<int>(_ => throw new FormatException(), CancellationToken.None).WithDeadline("the call"));

        Assert.NotNull(thrown);
    }

    [Fact]
    public async Task Late_result_of_an_abandoned_call_is_disposed()
    {
        using var end = new CancellationTokenSource();
        var late = new TaskCompletionSource<Resource>();
        var resource = new Resource();
        var call = _calls.RunAsync(_ => new ValueTask<Resource>(late.Task), end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WithDeadline("the call to be abandoned"));

        late.SetResult(resource);

        await resource.Disposed.Task.WithDeadline("the late result to be disposed");
    }

    [Fact]
    public async Task Calls_are_refused_while_too_many_earlier_calls_have_not_returned()
    {
        using var end = new CancellationTokenSource();
        var blocked = Enumerable.Range(0, ForeignCalls.StuckMax).Select(_ => _calls.RunAsync(_ => Block(), end.Token)).ToList();

        var refused = await Assert.ThrowsAsync<ForeignCallRefusedException>(
            () => _calls.RunAsync(_ => ValueTask.FromResult(1), CancellationToken.None));
        Assert.Equal("8 earlier calls have not returned; the next call is made when one of them returns", refused.Message);

        _release.Set();
        await Task.WhenAll(blocked).WithDeadline("the calls to return");
        Assert.Equal(1, await WhenAcceptedAsync(_ => ValueTask.FromResult(1)));
    }

    [Fact]
    public async Task Calls_are_refused_while_too_many_abandoned_calls_have_not_completed()
    {
        using var end = new CancellationTokenSource();
        var pending = new List<TaskCompletionSource<int>>();
        for (var i = 0; i < ForeignCalls.StuckMax; i++)
        {
            var never = new TaskCompletionSource<int>();
            pending.Add(never);
            var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = _calls.RunAsync(
                _ =>
                {
                    isCalled.SetResult();
                    return new ValueTask<int>(never.Task);
                },
                end.Token);
            await isCalled.Task.WithDeadline("the call to be made");
        }

        await end.CancelAsync();

        await Assert.ThrowsAsync<ForeignCallRefusedException>(() => _calls.RunAsync(_ => ValueTask.FromResult(1), CancellationToken.None));
        pending[0].SetResult(1);
        Assert.Equal(2, await WhenAcceptedAsync(_ => ValueTask.FromResult(2)));
    }

    [Fact]
    public async Task Awaited_calls_are_not_counted_when_they_have_returned_their_thread()
    {
        var release = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = new List<Task<int>>();
        for (var i = 0; i < 2 * ForeignCalls.StuckMax; i++)
        {
            var isCalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            calls.Add(WhenAcceptedAsync(_ =>
            {
                isCalled.SetResult();
                return new ValueTask<int>(release.Task);
            }));
            await isCalled.Task.WithDeadline("the call to be made");
        }

        release.SetResult(3);

        Assert.All(await Task.WhenAll(calls).WithDeadline("the calls"), result => Assert.Equal(3, result));
    }

    [Fact]
    public async Task Call_is_not_made_when_it_is_abandoned_before_its_thread_begins()
    {
        using var end = new CancellationTokenSource();
        await end.CancelAsync();
        var isMade = false;
        var slot = new CallSlot();
        var call = new ForeignCall<int>(
            _ =>
            {
                isMade = true;
                return ValueTask.FromResult(1);
            },
            TaskCreationOptions.None,
            new NeverRuns())
        {
            Abandoned = () => slot.IsAbandoned = true,
            Ended = () => slot.IsEnded = true,
        };

        call.EndWith(end.Token);
        call.Begin();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Result);
        Assert.False(isMade);
        Assert.True(slot.IsEnded);
    }

    /// <summary>A thread is free a moment after its call has completed.</summary>
    private async Task<int> WhenAcceptedAsync(Func<CancellationToken, ValueTask<int>> call)
    {
        using var limit = new CancellationTokenSource(Deadline.Default, TimeProvider.System);
        while (true)
        {
            try
            {
                return await _calls.RunAsync(call, CancellationToken.None).WithDeadline("a call");
            }
            catch (ForeignCallRefusedException) when (!limit.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Mark_of_delivery_ends_with_the_call()
    {
        var proceed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<bool>? started = null;
        var isMarkedWithin = await _calls.RunAsync(
            _ =>
            {
                started = IsMarkedLaterAsync();
                return ValueTask.FromResult(DeliveryContext.IsCurrent);
            },
            CancellationToken.None).WithDeadline("the call");

        proceed.SetResult();

        Assert.True(isMarkedWithin);
        Assert.False(await started!.WithDeadline("what the call has started")); // The call has set it.

        async Task<bool> IsMarkedLaterAsync()
        {
            await proceed.Task;
            return DeliveryContext.IsCurrent;
        }
    }

    private ValueTask<int> Block()
    {
        _release.Wait();
        return ValueTask.FromResult(1);
    }

    private sealed class NeverRuns : IWorkQueue
    {
        public void Post(Action work)
        {
        }
    }

    private sealed class Resource : IDisposable
    {
        internal TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose() => Disposed.TrySetResult();
    }
}
