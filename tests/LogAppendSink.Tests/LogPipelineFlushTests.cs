using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

public class LogPipelineFlushTests
{
    [Fact]
    public async Task Flush_stores_earlier_events_without_waiting_for_more()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Write("a\n");
        scenario.Write("b\n");

        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("first\na\nb\n", scenario.TextOf("app.clef"));
        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }

    [Fact]
    public async Task Flush_ends_the_wait_for_more_events()
    {
        await using var scenario = new PipelineScenario();
        await scenario.StoreFirstAsync();
        scenario.Write("a\n");
        await scenario.Time.WaitForTimerAsync();

        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal("first\na\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task Flush_sends_as_many_batches_as_it_needs()
    {
        await using var scenario = new PipelineScenario(options =>
        {
            options.BatchSizeLimitBytes = 1024;
            options.EventBodyLimitBytes = 1024;
        });
        for (var i = 0; i < 50; i++)
            scenario.Write(new string('x', 99) + "\n");

        await scenario.Pipeline.FlushAsync().WithDeadline("the flush");

        Assert.Equal(50, scenario.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Flush_ends_when_its_records_are_dropped_without_waiting_for_later_ones()
    {
        await using var scenario = new PipelineScenario(
            options => options.RetryTimeLimit = TimeSpan.FromMinutes(1), _ => StoreFault.Unreachable);
        scenario.Write("a\n");
        var flush = scenario.Pipeline.FlushAsync();
        await scenario.Time.WaitForTimerAsync();
        scenario.Write("b\n");

        while (!flush.IsCompleted
            && await Task.WhenAny(flush, scenario.Time.WaitForTimerAsync()).WithDeadline("the flush or a timer") != flush)
            scenario.Time.AdvanceToNextTimer();

        Assert.Equal((1L, 1L), (scenario.Pipeline.Status.Dropped, scenario.Pipeline.Status.Pending));
    }

    [Fact]
    public async Task Concurrent_flushes_all_end()
    {
        await using var scenario = new PipelineScenario();

        var flushes = Enumerable.Range(0, 50).Select(i =>
        {
            scenario.Write($"{i}\n");
            return scenario.Pipeline.FlushAsync();
        }).ToList();

        await Task.WhenAll(flushes).WithDeadline("all flushes");
        Assert.Equal(50, scenario.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Flush_completes_at_once_when_no_event_is_pending()
    {
        await using var scenario = new PipelineScenario();

        Assert.True(scenario.Pipeline.FlushAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Flush_waits_during_an_outage_and_can_be_cancelled()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Unreachable : StoreFault.None);
        scenario.Write("a\n");
        using var cancellation = new CancellationTokenSource();

        var flush = scenario.Pipeline.FlushAsync(cancellation.Token);
        await scenario.Time.WaitForTimerAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flush.WithDeadline("the flush"));
        isAway = false;
        var another = scenario.Pipeline.FlushAsync();
        scenario.Time.AdvanceToNextTimer();
        await another.WithDeadline("another flush"); // The delivery went on.
    }

    [Fact]
    public async Task Flush_ends_when_its_events_are_dropped_after_RetryTimeLimit()
    {
        await using var scenario = new PipelineScenario(
            options => options.RetryTimeLimit = TimeSpan.FromSeconds(1), _ => StoreFault.Unreachable);
        scenario.Write("a\n");

        var flush = scenario.Pipeline.FlushAsync();
        while (!flush.IsCompleted)
        {
            await Task.WhenAny(flush, scenario.Time.WaitForTimerAsync());
            scenario.Time.AdvanceToNextTimer();
        }

        await flush;
        Assert.Equal(1, scenario.Pipeline.Status.DroppedByReason[DropReason.RetryTimeLimit]);
    }
}
