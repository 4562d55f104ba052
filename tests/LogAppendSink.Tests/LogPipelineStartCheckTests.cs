using LogAppendSink.Credentials;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>The look at the store when delivery starts, before there is anything to store.</summary>
public class LogPipelineStartCheckTests
{
    [Fact]
    public async Task One_look_and_no_word_where_all_is_well()
    {
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = new PipelineScenario(
            plan: _ =>
            {
                looked.TrySetResult();
                return StoreFault.None;
            },
            checksAtStart: true);

        await looked.Task.WithDeadline("the look");
        await scenario.StoreFirstAsync();

        Assert.Equal(["head", "head", "append"], scenario.Memory.Calls.Select(call => call.Operation)); // the second is the writer's own
        Assert.Empty(scenario.Notices.All);
        Assert.Null(scenario.Pipeline.Status.LastFailure);
    }

    [Fact]
    public async Task What_is_wrong_is_told_and_what_is_mended_too_without_any_event()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Refused : StoreFault.None, checksAtStart: true);

        var started = await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        await scenario.Time.WaitForTimerAsync();
        var during = scenario.Pipeline.Status;
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal("The test store refused the look at 'app.clef' in bucket 'memory': 403 AccessDenied. Events are kept and tried again.", started.Message);
        Assert.Equal(started.Timestamp, during.FailingSince);
        Assert.Equal(0, during.Accepted);
        Assert.Equal(2, scenario.Notices.All.Count);
    }

    [Fact]
    public async Task An_event_is_not_kept_waiting_by_a_look_that_fails()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Refused : StoreFault.None, checksAtStart: true);
        for (var i = 0; i < 8; i++) // until the looks are 20 s apart
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        await scenario.Time.WaitForTimerAsync();
        isAway = false;
        var before = scenario.Time.Elapsed;
        await scenario.StoreFirstAsync();

        Assert.Equal(before, scenario.Time.Elapsed);
        Assert.Equal([DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], scenario.Notices.All.Select(notice => notice.Kind));
    }

    [Fact]
    public async Task Refused_records_and_flushes_cause_no_further_looks()
    {
        await using var scenario = new PipelineScenario(plan: _ => StoreFault.Refused, checksAtStart: true);
        await scenario.Time.WaitForTimerAsync();

        for (var i = 0; i < 20; i++)
        {
            scenario.Write(new string('x', scenario.Pipeline.EventBodyLimitBytes + 1));
            await scenario.Pipeline.FlushAsync().WithDeadline("a flush of nothing");
        }

        await scenario.NoticeAsync(DeliveryNoticeKind.EventsDropped);
        Assert.Single(scenario.Memory.Calls);
    }

    [Fact]
    public async Task A_pipeline_starts_and_ends_at_once_while_its_look_hangs()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromCallback(async cancellationToken =>
        {
            asked.TrySetResult();
            await time.DelayAsync(TimeSpan.FromDays(1), cancellationToken);
            throw new InvalidOperationException("Nobody waits that long.");
        });
        var pipeline = LogPipeline.Create(options, new PipelineEdges(time, new Random(1), OssObjectStore.Open) { ChecksAtStart = true });
        await asked.Task.WithDeadline("the look");

        await pipeline.DisposeAsync().AsTask().WithDeadline("the end");

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task A_pipeline_ends_at_once_while_its_look_fails()
    {
        var scenario = new PipelineScenario(plan: _ => StoreFault.Refused, checksAtStart: true);
        await scenario.Time.WaitForTimerAsync();

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("the end");

        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }
}
