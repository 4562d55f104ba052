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
    public async Task Start_check_sends_one_HEAD_request_and_reports_nothing_when_the_store_responds()
    {
        var described = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = new PipelineScenario(
            plan: _ =>
            {
                described.TrySetResult();
                return StoreFault.None;
            },
            checksAtStart: true);

        await described.Task.WithDeadline("the HEAD request");
        await scenario.StoreFirstAsync();

        Assert.Equal(["head", "head", "append"], scenario.Memory.Calls.Select(call => call.Operation)); // the second is the writer's own
        Assert.Empty(scenario.Notices.All);
        Assert.Null(scenario.Pipeline.Status.LastFailure);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("earlier\n", 9)]
    public async Task Start_check_sends_an_append_past_the_end_when_nothing_is_logged(string content, long position)
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
    public async Task Append_of_the_start_check_creates_no_object()
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
    public async Task Key_without_permission_to_append_is_reported_before_the_first_event()
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

        Assert.Equal(
            "The test store refused the append to 'app.clef' in bucket 'memory': 403 AccessDenied. Events are kept and retried.",
            started.Message);
        Assert.Equal(0, scenario.Pipeline.Status.Accepted);
        Assert.Equal(2, scenario.Notices.All.Count);
    }

    [Fact]
    public async Task Normal_object_is_reported_before_the_first_event_and_blocks_no_event()
    {
        var cloud = new MemoryCloud();
        cloud.Put("app.clef", "a normal object"u8, isAppendObject: false);
        await using var scenario = new PipelineScenario(cloud: cloud, checksAtStart: true);

        var notice = await scenario.NoticeAsync(DeliveryNoticeKind.Rolled);
        var failure = scenario.Pipeline.Status.LastFailure;
        await scenario.StoreFirstAsync();

        Assert.Equal(
            "'app.clef' in bucket 'acme-logs' was not made by appends and accepts none. Events go to 'app-001.clef'. "
            + "Move the file away, or change ObjectKey.",
            notice.Message);
        Assert.Equal("app-001.clef", notice.ObjectKey);
        Assert.Null(failure);
        Assert.Equal("first\n", scenario.TextOf("app-001.clef"));
    }

    [Fact]
    public async Task Normal_object_is_not_reported_again_when_the_next_object_exists()
    {
        var cloud = new MemoryCloud();
        cloud.Put("app.clef", "a normal object"u8, isAppendObject: false);
        cloud.AppendForeign("app-001.clef", "an earlier run's\n"u8);
        await using var scenario = new PipelineScenario(cloud: cloud, checksAtStart: true);

        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();
        await scenario.Store.Ended.WaitForCountAsync(1, "append of nothing");
        await scenario.StoreFirstAsync();

        Assert.Empty(scenario.Notices.All);
        var append = scenario.Memory.Calls.First(call => call.Operation == "append");
        Assert.Equal(("app-001.clef", 18L), (append.Key, append.Position));
    }

    [Fact]
    public async Task Outage_and_its_end_are_reported_before_the_first_event()
    {
        var isAway = true;
        await using var scenario = new PipelineScenario(plan: _ => isAway ? StoreFault.Refused : StoreFault.None, checksAtStart: true);

        var started = await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        await scenario.Time.WaitForTimerAsync();
        var during = scenario.Pipeline.Status;
        isAway = false;
        scenario.Time.AdvanceToNextTimer();
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageEnded);

        Assert.Equal(
            "The test store refused the HEAD of 'app.clef' in bucket 'memory': 403 AccessDenied. Events are kept and retried.",
            started.Message);
        Assert.Equal(started.Timestamp, during.FailingSince);
        Assert.Equal(0, during.Accepted);
        Assert.Equal(2, scenario.Notices.All.Count);
    }

    [Fact]
    public async Task Event_does_not_wait_for_a_failing_start_check()
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
        Assert.Equal(
            [DeliveryNoticeKind.OutageStarted, DeliveryNoticeKind.OutageEnded], scenario.Notices.All.Select(notice => notice.Kind));
    }

    [Fact]
    public async Task Refused_records_and_flushes_cause_no_further_HEAD_requests()
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
    public async Task Pipeline_starts_and_ends_at_once_when_its_start_check_hangs()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = Settings.Valid();
        options.Credentials = CredentialsProvider.FromCallback(async cancellationToken =>
        {
            asked.TrySetResult();
            await time.DelayAsync(TimeSpan.FromDays(1), cancellationToken);
            throw new InvalidOperationException("No one waits that long.");
        });
        var pipeline = LogPipeline.Create(options, new PipelineEdges(time, new Random(1), OssObjectStore.Open) { ChecksAtStart = true });
        await asked.Task.WithDeadline("the look");

        await pipeline.DisposeAsync().AsTask().WithDeadline("the end");

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    }

    [Fact]
    public async Task Pipeline_ends_at_once_when_its_start_check_fails()
    {
        var scenario = new PipelineScenario(plan: _ => StoreFault.Refused, checksAtStart: true);
        await scenario.Time.WaitForTimerAsync();

        await scenario.Pipeline.DisposeAsync().AsTask().WithDeadline("the end");

        Assert.Equal(TimeSpan.Zero, scenario.Time.Elapsed);
    }
}
