using System.Globalization;
using System.Text;
using System.Text.Json;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.TestSupport;
using Serilog;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.EndToEnd;

/// <summary>
/// Four producers at a steady pace, a fault on every tenth request, and an outage in the middle. It takes seconds by default.
/// <c>LOGAPPENDSINK_SOAK_MINUTES</c> sets a duration in minutes; the producers then run at the full rate.
/// </summary>
/// <remarks>
/// Memory is judged by what the pipeline holds (<see cref="PipelineStatus.PendingBytes"/>, all the time) and by what is alive on the
/// managed heap at the end of the outage, when most is buffered. It is measured after a full collection, to leave out garbage.
/// The emulator runs in this process, but its objects are on disk. No other test runs at the same time.
/// </remarks>
[Collection(nameof(SoakTests))]
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int ProducerCount = 4;
    private const long OverheadLimitBytes = 32 * 1024 * 1024;
    private const string ForeignLine = "{\"Foreign\":true}\n";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Every fault that keeps acknowledged bytes.</summary>
    private static readonly Fault[] Faults =
    [
        Fault.CutBeforeBody,
        Fault.CutWithinBody(afterBytes: 100),
        Fault.AppliedThenCut,
        Fault.AppliedThenStatus(),
        Fault.GhostAfter(TimeSpan.FromMilliseconds(50)),
        Fault.GhostAfter(TimeSpan.FromMilliseconds(400)),
        Fault.HangBeforeApply,
        Fault.HangAfterApply,
        Fault.DelayBeforeApply(TimeSpan.FromMilliseconds(200)),
        Fault.DelayAfterApply(TimeSpan.FromMilliseconds(200)),
        Fault.NotHttp,
        Fault.Status(500, "InternalError"),
        Fault.Status(503, "ServiceUnavailable", qosDelay: TimeSpan.FromMilliseconds(300)),
        Fault.Status(429, "TooManyRequests", retryAfter: TimeSpan.FromSeconds(1)),
        Fault.UnreadableXml(),
        Fault.AccessDenied,
        Fault.SecurityTokenExpired,
        Fault.NoSuchBucket,
        Fault.InvalidSigningDate,
        Fault.WrongCrc,
        Fault.MissingCrc,
        Fault.WrongNextPosition,
        Fault.MissingNextPosition,
        Fault.GarbageHeaders,
        Fault.SealedBefore,
        Fault.ForeignAppendBefore(Encoding.UTF8.GetBytes(ForeignLine)),
        Fault.ForeignAppendBefore(Encoding.UTF8.GetBytes(ForeignLine)).And(Fault.AppliedThenCut),
    ];

    [Fact]
    public async Task Every_event_is_stored_once_and_in_order_under_faults_and_an_outage()
    {
        var minutes = Environment.GetEnvironmentVariable("LOGAPPENDSINK_SOAK_MINUTES");
        var isLong = !string.IsNullOrEmpty(minutes);
        var duration = isLong ? TimeSpan.FromMinutes(double.Parse(minutes!, CultureInfo.InvariantCulture)) : TimeSpan.FromSeconds(8); // Set if long.
        var outage = isLong ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(2);
        var eventsPerSecond = (isLong ? 20_000 : 4_000) / ProducerCount;
        var queueLimitBytes = isLong ? 192L * 1024 * 1024 : 64L * 1024 * 1024;

        await using var rig = await Rig.StartAsync();
        var liveBytesBefore = LiveBytes();
        await using var pipeline = rig.CreatePipeline(options =>
        {
            options.QueueLimitBytes = queueLimitBytes;
            options.RequestTimeout = TimeSpan.FromSeconds(1);
            options.ObjectSizeLimitBytes = 64 * 1024 * 1024;
        });
        await using var logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).CreateLogger();
        rig.Emulator.Faults.WithProbability(seed: 7, probability: 0.1, operation: null, Faults);

        using var end = new CancellationTokenSource();
        var watching = WatchPendingAsync(pipeline, end.Token);
        var beingAway = BeAwayAsync(rig, after: duration / 3, outage);
        var count = (int)(duration.TotalSeconds * eventsPerSecond);
        var calls = await Task.WhenAll(Enumerable.Range(0, ProducerCount)
            .Select(producer => Task.Run(() => ProduceAsync(logger, producer, count, eventsPerSecond))));
        var liveBytes = await beingAway - liveBytesBefore;
        await pipeline.FlushAsync().WithDeadline("the rest to be stored");
        await end.CancelAsync();
        var pendingBytes = await watching;

        // Late requests do not change what is stored.
        rig.Emulator.Faults.Clear();
        await rig.Emulator.Faults.WhenNoGhostsAsync().WithDeadline("late requests to be over");
        var total = (long)count * ProducerCount;
        output.WriteLine($"{total} events in {duration.TotalSeconds:0} s and an outage of {outage.TotalSeconds:0} s: {pipeline.Status.StoredBatches} appends, {rig.Emulator.Requests.TotalCount} requests, {pipeline.Status.Conflicts} conflicts, {rig.Notices.Of(DeliveryNoticeKind.Rolled).Count()} rolls.");
        output.WriteLine($"Longest logging call: {calls.Max(call => call.Longest).TotalMilliseconds:0.0} ms; longer than 50 ms: {calls.Sum(call => call.Over50Ms)}.");
        output.WriteLine($"Most pending: {pendingBytes / 1024 / 1024.0:0.0} MiB of {queueLimitBytes / 1024 / 1024}; alive at the end of the outage: {liveBytes / 1024 / 1024.0:0.0} MiB more than before the start; working set at the end: {Environment.WorkingSet / 1024 / 1024} MiB.");

        Assert.Equal((total, total, 0, 0), (pipeline.Status.Accepted, pipeline.Status.Stored, pipeline.Status.Dropped, pipeline.Status.Pending));
        Assert.Empty(rig.Notices.Of(DeliveryNoticeKind.EventsDropped));
        Assert.InRange(pendingBytes, 1, queueLimitBytes);
        Assert.InRange(liveBytes, long.MinValue, queueLimitBytes + OverheadLimitBytes);
        await AssertStoredOnceInOrderAsync(rig, count);
    }

    private static async Task<(TimeSpan Longest, int Over50Ms)> ProduceAsync(ILogger logger, int producer, int count, int eventsPerSecond)
    {
        var (longest, over50Ms) = (TimeSpan.Zero, 0);
        using var timer = new PeriodicTimer(Tick, Time);
        var startedAt = Time.GetTimestamp();
        for (var number = 0; number < count;)
        {
            var due = Math.Min(count, (int)(Time.GetElapsedTime(startedAt).TotalSeconds * eventsPerSecond));
            for (; number < due; number++)
            {
                var calledAt = Time.GetTimestamp();
                logger.Information("Event {Number} of producer {Producer}", number, producer);
                var took = Time.GetElapsedTime(calledAt);
                longest = took > longest ? took : longest;
                over50Ms += took > TimeSpan.FromMilliseconds(50) ? 1 : 0;
            }

            await timer.WaitForNextTickAsync();
        }

        return (longest, over50Ms);
    }

    /// <returns>The live bytes on the heap at the end of the outage.</returns>
    private static async Task<long> BeAwayAsync(Rig rig, TimeSpan after, TimeSpan duration)
    {
        await Task.Delay(after, Time);
        await rig.Emulator.PauseAsync();
        await Task.Delay(duration, Time);
        var liveBytes = LiveBytes();
        await rig.Emulator.ResumeAsync();
        return liveBytes;
    }

    private static long LiveBytes()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>The largest number of pending bytes until cancelled.</summary>
    private static async Task<long> WatchPendingAsync(LogPipeline pipeline, CancellationToken end)
    {
        var pendingBytes = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), Time);
        while (!end.IsCancellationRequested)
        {
            pendingBytes = Math.Max(pendingBytes, pipeline.Status.PendingBytes);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return pendingBytes;
    }

    private static async Task AssertStoredOnceInOrderAsync(Rig rig, int count)
    {
        var next = new int[ProducerCount];
        await foreach (var (key, bytes) in rig.StreamObjectsAsync())
        {
            var rest = bytes.AsMemory();
            while (!rest.IsEmpty)
            {
                var length = rest.Span.IndexOf((byte)'\n') + 1;
                Assert.True(length > 0, $"'{key}' ends in the middle of a line.");
                using var line = JsonDocument.Parse(rest[..length]);
                rest = rest[length..];
                if (line.RootElement.TryGetProperty("Foreign", out _))
                    continue;

                var producer = line.RootElement.GetProperty("Producer").GetInt32();
                Assert.Equal(next[producer]++, line.RootElement.GetProperty("Number").GetInt32());
            }
        }

        Assert.All(next, stored => Assert.Equal(count, stored));
    }
}
