using System.Text;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>Records that are stored when the call's task completes.</summary>
public class LogPipelineStoreTests
{
    [Fact]
    public async Task Task_completes_when_the_record_is_stored_without_waiting_for_more()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();

        await StoreAsync(scenario, "audited\n").WithDeadline("the record to be stored");

        Assert.Equal("first\naudited\n", scenario.TextOf("app.clef"));
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Task_completes_after_a_lost_response_is_resolved()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Memory.Script(StoreFault.AppliedThenLost);

        var stored = StoreAsync(scenario, "audited\n");
        while (!stored.IsCompleted)
        {
            await Task.WhenAny(stored, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        await stored;
        Assert.Equal("first\naudited\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task Records_of_many_threads_are_all_stored()
    {
        await using var scenario = new PipelineScenario();

        var stored = Enumerable.Range(0, 200).Select(i => Task.Run(() => StoreAsync(scenario, $"{i}\n")));
        await Task.WhenAll(stored).WithDeadline("all to be stored");

        Assert.Equal(200, scenario.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Oversized_record_is_refused()
    {
        await using var scenario = new PipelineScenario(options => options.EventBodyLimitBytes = 1024);

        var error = await Assert.ThrowsAsync<RecordNotStoredException>(() => StoreAsync(scenario, new string('x', 2000)));

        Assert.Equal("An event is not confirmed as stored. It takes 2001 bytes, and EventBodyLimitBytes is 1024.", error.Message);
        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.RecordTooLarge]);
    }

    [Fact]
    public async Task Record_is_refused_with_the_failure_when_there_is_no_room()
    {
        await using var scenario = new PipelineScenario(
            options =>
                (options.QueueLimitBytes, options.BatchSizeLimitBytes, options.EventBodyLimitBytes) = (64 * 1024, 64 * 1024, 60 * 1024),
            _ => StoreFault.Refused);
        scenario.Write(new string('x', 60_000) + "\n");
        await scenario.Time.WaitForTimerAsync();

        var error = await Assert.ThrowsAsync<RecordNotStoredException>(() => StoreAsync(scenario, new string('x', 10_000)));

        Assert.Equal(
            "An event is not confirmed as stored. The pipeline is disposed or has failed, or its buffer is full (QueueLimitBytes) or "
            + "cannot be written. The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied.",
            error.Message);
    }

    [Fact]
    public async Task Task_fails_when_the_record_is_dropped()
    {
        var isAway = false;
        await using var scenario = new PipelineScenario(
            options => options.RetryTimeLimit = TimeSpan.FromSeconds(5), _ => isAway ? StoreFault.Refused : StoreFault.None);
        await scenario.StoreFirstAsync();
        isAway = true;

        var stored = StoreAsync(scenario, "audited\n");
        while (!stored.IsCompleted)
        {
            await Task.WhenAny(stored, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        var error = await Assert.ThrowsAsync<RecordNotStoredException>(() => stored);
        Assert.Contains("It was not stored before RetryTimeLimit", error.Message, StringComparison.Ordinal);
        Assert.Contains("403 AccessDenied", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_completes_when_another_record_is_lost()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(
            options => (options.RetryTimeLimit, options.EagerlyEmitFirstEvent) = (TimeSpan.FromSeconds(5), true),
            _ => isAway ? StoreFault.Refused : StoreFault.None);
        scenario.Write("lost\n");
        await scenario.Time.WaitForTimerAsync(); // it is in flight, and the next one is in another batch

        var stored = StoreAsync(scenario, "audited\n");
        while (scenario.Pipeline.Status.Dropped == 0)
        {
            scenario.Time.AdvanceToNextTimer();
            await scenario.Time.WaitForTimerAsync(); // Delivery pauses again, so drops are counted, and the next record was tried once.
        }

        isAway = false;
        while (!stored.IsCompleted)
        {
            await Task.WhenAny(stored, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        await stored;
        Assert.StartsWith("audited\n", scenario.TextOf("app.clef"), StringComparison.Ordinal); // and then the loss record
    }

    [Fact]
    public async Task Record_is_delivered_when_the_wait_is_cancelled()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Refused : StoreFault.None);
        using var patience = new CancellationTokenSource();
        var stored = StoreAsync(scenario, "audited\n", patience.Token);
        await scenario.Time.WaitForTimerAsync();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stored);
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("a flush");

        Assert.Equal("audited\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task Task_fails_when_shutdown_leaves_the_record()
    {
        var scenario = new PipelineScenario(options => options.ShutdownTimeout = TimeSpan.Zero, _ => StoreFault.Refused);
        var stored = StoreAsync(scenario, "audited\n");
        await scenario.Time.WaitForTimerAsync();

        await scenario.DisposeAsync();

        await Assert.ThrowsAsync<RecordNotStoredException>(() => stored).WithDeadline("the task to end");
        await Assert.ThrowsAsync<RecordNotStoredException>(() => StoreAsync(scenario, "after the end\n"));
    }

    [Fact]
    public async Task StoreAsync_completes_when_a_listener_awaits_it()
    {
        Task? inner = null;
        PipelineScenario? scenario = null;
        var plan = new Queue<StoreFault>([StoreFault.Refused]);
        scenario = new PipelineScenario(
            options => options.OnNotice = _ => (inner ??= StoreAsync(scenario!, "from a listener\n")).Wait(), // Set before any notice.
            _ => plan.TryDequeue(out var fault) ? fault : StoreFault.None,
            callsListenersInline: false);
        await using (scenario)
        {
            scenario.Write("a\n");
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
            await scenario.Pipeline.FlushAsync().WithDeadline("both records to be stored");

            await (inner ?? throw new InvalidOperationException("There was no notice.")).WithDeadline("the listener's record to be stored");
            Assert.Equal("a\nfrom a listener\n", scenario.TextOf("app.clef"));
        }
    }

    private static Task StoreAsync(PipelineScenario scenario, string record, CancellationToken cancellationToken = default) =>
        scenario.Pipeline.StoreAsync(Encoding.UTF8.GetBytes(record), RecordLevel.Information, cancellationToken);
}
