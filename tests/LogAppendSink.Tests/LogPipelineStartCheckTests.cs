using System.Text;
using LogAppendSink.Credentials;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests;

/// <summary>What the store is asked when delivery starts, before there is anything to store.</summary>
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

    [Theory]
    [InlineData("", 1)]
    [InlineData("earlier\n", 9)]
    public async Task Where_nothing_is_logged_an_append_that_only_its_position_forbids_shows_the_right_to_append(string content, long position)
    {
        var cloud = new MemoryCloud();
        if (content.Length > 0)
            cloud.AppendForeign("app.clef", Encoding.UTF8.GetBytes(content));
        await using var scenario = new PipelineScenario(cloud: cloud, checksAtStart: true);

        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();
        await scenario.Store.Ended.WaitForCountAsync(1, "append of nothing");
        await scenario.StoreFirstAsync();

        Assert.Equal(TimeSpan.FromSeconds(5), scenario.Time.Elapsed);
        Assert.Equal([("head", 0), ("append", position)], scenario.Memory.Calls.Take(2).Select(call => (call.Operation, call.Position)));
        Assert.Equal(content + "first\n", scenario.TextOf("app.clef"));
        Assert.Empty(scenario.Notices.All);
    }

    [Fact]
    public async Task That_append_creates_nothing()
    {
        var scenario = new PipelineScenario(checksAtStart: true);
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();

        await scenario.Store.Ended.WaitForCountAsync(1, "append of nothing");
        await scenario.DisposeAsync();

        Assert.Empty(scenario.Cloud.Objects);
        Assert.Empty(scenario.Notices.All);
    }

    [Fact]
    public async Task A_key_that_may_look_and_not_append_is_told_without_any_event()
    {
        var mayAppend = false;
        await using var scenario = new PipelineScenario(
            plan: call => call.Operation == "append" && !mayAppend ? StoreFault.Refused : StoreFault.None, checksAtStart: true);
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();

        var started = await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        await scenario.Time.WaitForTimerAsync();
        mayAppend = true;
        scenario.Time.AdvanceToNextTimer();
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal("The test store refused the append to 'app.clef' in bucket 'memory': 403 AccessDenied. Events are kept and retried.", started.Message);
        Assert.Equal(0, scenario.Pipeline.Status.Accepted);
        Assert.Equal(2, scenario.Notices.All.Count);
    }

    [Fact]
    public async Task A_normal_object_in_the_way_is_told_without_any_event_and_holds_none_up()
    {
        var cloud = new MemoryCloud();
        cloud.Put("app.clef", "somebody's file"u8, isAppendObject: false);
        await using var scenario = new PipelineScenario(cloud: cloud, checksAtStart: true);

        var told = await scenario.NoticeAsync(DeliveryNoticeKind.Rolled);
        var failure = scenario.Pipeline.Status.LastFailure;
        await scenario.StoreFirstAsync();

        Assert.Equal(
            "'app.clef' in bucket 'acme-logs' was not made by appends and accepts none. Events go to 'app-001.clef'. Move the file away, or change ObjectKey.",
            told.Message);
        Assert.Equal("app-001.clef", told.ObjectKey);
        Assert.Null(failure);
        Assert.Equal("first\n", scenario.TextOf("app-001.clef"));
    }

    [Fact]
    public async Task A_normal_object_that_was_gone_round_before_is_not_told_again()
    {
        var cloud = new MemoryCloud();
        cloud.Put("app.clef", "somebody's file"u8, isAppendObject: false);
        cloud.AppendForeign("app-001.clef", "an earlier run's\n"u8);
        await using var scenario = new PipelineScenario(cloud: cloud, checksAtStart: true);

        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();
        await scenario.Store.Ended.WaitForCountAsync(1, "append of nothing");
        await scenario.StoreFirstAsync();

        Assert.Empty(scenario.Notices.All);
        Assert.Equal(("app-001.clef", 18L), scenario.Memory.Calls.Where(call => call.Operation == "append").Select(call => (call.Key, call.Position)).First());
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

        Assert.Equal("The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied. Events are kept and retried.", started.Message);
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
