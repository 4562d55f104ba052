using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.EndToEnd.Batching;

/// <summary>Serilog's batching and PeriodicBatching in front of the pipeline: events are stored once and in order, and the exit completes.</summary>
public sealed class BatchingTests
{
    private static readonly Dictionary<string, Fault> FaultsByName = new()
    {
        ["lost response"] = Fault.AppliedThenCut,
        ["cut before the body"] = Fault.CutBeforeBody,
        ["cut within the body"] = Fault.CutWithinBody(),
        ["applied, then 500"] = Fault.AppliedThenStatus(),
        ["503"] = Fault.Status(503, "ServiceUnavailable"),
        ["403"] = Fault.AccessDenied,
        ["no HTTP"] = Fault.NotHttp,
        ["wrong CRC"] = Fault.WrongCrc,
        ["late"] = Fault.GhostAfter(TimeSpan.FromMilliseconds(20)),
        ["sealed before"] = Fault.SealedBefore,
        ["another writer"] = Fault.ForeignAppendBefore("{\"Number\":-1}\n"u8),
    };

    public static TheoryData<string> Ways => new(BatchingWay.All);

    public static TheoryData<string, string> WaysAndFaults
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var way in BatchingWay.All)
            {
                foreach (var fault in FaultsByName.Keys)
                    cases.Add(way, fault);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Events_are_stored_once_and_in_order_through_a_lost_response_and_an_outage(string way)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.Next(OssOperation.Append, Fault.AppliedThenCut);
        await using (var logger = BatchingWay.Open(way, rig))
        {
            logger.Log(0, 1_000);
            await rig.Emulator.PauseAsync();
            logger.Log(1_000, 1_000);
            await rig.Notices.FirstAsync(DeliveryNoticeKind.OutageStarted);
            await rig.Emulator.ResumeAsync();
            logger.Log(2_000, 1_000);
        }

        await AssertStoredOnceInOrderAsync(rig, 3_000);
    }

    [Theory]
    [MemberData(nameof(WaysAndFaults))]
    public async Task Events_are_stored_once_and_in_order_under_every_append_fault(string way, string fault)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.Next(OssOperation.Append, FaultsByName[fault]);
        await using (var logger = BatchingWay.Open(way, rig))
        {
            logger.Log(0, 600);
            logger.Log(600, 600);
        }

        await AssertStoredOnceInOrderAsync(rig, 1_200);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Exit_ends_in_time_when_the_store_hangs(string way)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.Always(OssOperation.Append, Fault.HangBeforeApply);
        var logger = BatchingWay.Open(way, rig, options =>
        {
            options.RequestTimeout = TimeSpan.FromMinutes(10);
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(500);
        });
        logger.Log(0, 1_000);

        // On a separate thread, as from an application's Main. The deadline distinguishes half a second from ten minutes, no more.
        await Task.Factory
            .StartNew(logger.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WithDeadline("disposal to end");

        var notice = Assert.Single(rig.Notices.Of(DeliveryNoticeKind.EventsDropped));
        Assert.Equal((DropReason.Shutdown, 1_000L), (notice.Reason, notice.EventCount));
    }

    [Theory]
    [InlineData(BatchingWay.PeriodicBatching)]
    [InlineData(BatchingWay.Options)]
    [InlineData(BatchingWay.ShortForm)]
    public async Task Exit_ends_in_time_when_the_buffer_is_full_and_logging_calls_would_wait(string way)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.Always(OssOperation.Append, Fault.HangBeforeApply);
        var logger = BatchingWay.Open(way, rig, options =>
        {
            options.QueueFullMode = QueueFullMode.Wait;
            options.EventBodyLimitBytes = 16 * 1024;
            options.BatchSizeLimitBytes = 64 * 1024;
            options.QueueLimitBytes = 1024 * 1024;
            options.RequestTimeout = TimeSpan.FromMinutes(10);
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(500);
        });
        logger.Log(0, 20_000);

        await Task.Factory
            .StartNew(logger.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WithDeadline("disposal to end");

        Assert.Contains(rig.Notices.Of(DeliveryNoticeKind.EventsDropped), notice => notice.Reason == DropReason.QueueFull);
        Assert.Contains(rig.Notices.Of(DeliveryNoticeKind.EventsDropped), notice => notice.Reason == DropReason.Shutdown);
    }

    private static async Task AssertStoredOnceInOrderAsync(Rig rig, int count)
    {
        var numbers = (await rig.ReadEventsAsync()).Select(e => e.GetProperty("Number").GetInt32()).Where(number => number >= 0);

        Assert.Equal(Enumerable.Range(0, count), numbers);
        Assert.DoesNotContain(rig.Notices.All, notice => notice.Kind is DeliveryNoticeKind.EventsDropped or DeliveryNoticeKind.PipelineFailed);
    }
}
