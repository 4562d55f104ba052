using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Stores.Oss;
using LogAppendSink.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.EndToEnd;

/// <summary>A store that does not respond must not delay the exit of the application, and the loss is reported.</summary>
public sealed class ShutdownTests(ITestOutputHelper output)
{
    private const int EventCount = 100;

    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(OssOperation.Head, "Dispose", "")]
    [InlineData(OssOperation.Append, "Dispose", " Some were sent without a response and may be stored.")]
    [InlineData(OssOperation.Head, "DisposeAsync", "")]
    [InlineData(OssOperation.Append, "DisposeAsync", " Some were sent without a response and may be stored.")]
    [InlineData(OssOperation.Append, "both, twice", " Some were sent without a response and may be stored.")]
    public async Task Disposal_ends_within_ShutdownTimeout_and_reports_the_rest_when_the_store_hangs(OssOperation hanging, string how, string doubt)
    {
        await using var rig = await Rig.StartAsync();
        rig.Emulator.Faults.Always(hanging, Fault.HangBeforeApply);
        var time = new ManualTimeProvider();
        var pipeline = LogPipeline.Create(
            rig.Options(options =>
            {
                options.RequestTimeout = TimeSpan.FromMinutes(10);
                options.ShutdownTimeout = ShutdownTimeout;
            }),
            new PipelineEdges(time, new Random(1), OssObjectStore.Open));
        Write(pipeline);
        await rig.Emulator.Faults.WhenHeldAsync().WithDeadline("a request to hang");

        var disposal = Task.WhenAll(Disposals(pipeline, how));
        await time.WaitForTimersAsync(count: 1, within: ShutdownTimeout);
        time.Advance(ShutdownTimeout - TimeSpan.FromTicks(1));
        Assert.False(disposal.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        await disposal.WithDeadline("disposal to end");

        var notice = Assert.Single(rig.Notices.All);
        Assert.Equal((DeliveryNoticeKind.EventsDropped, DropReason.Shutdown, EventCount), (notice.Kind, notice.Reason, notice.EventCount));
        Assert.Equal($"{EventCount} events were still buffered when ShutdownTimeout (00:01:00) expired, and are lost.{doubt}", notice.Message);
        Assert.Equal((EventCount, 0, EventCount, 0), (pipeline.Status.Accepted, pipeline.Status.Stored, pipeline.Status.Dropped, pipeline.Status.Pending));
    }

    [Fact]
    public async Task Disposal_ends_in_time_when_the_port_accepts_connections_and_never_reads()
    {
        // Never accepted: the operating system takes the connection and buffers some bytes, and nothing else happens.
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        await using var rig = await Rig.StartAsync();
        var pipeline = rig.CreatePipeline(options =>
        {
            options.Endpoint = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
            options.RequestTimeout = TimeSpan.FromMinutes(10);
            options.ShutdownTimeout = TimeSpan.FromMilliseconds(500);
        });
        Write(pipeline);

        // On a separate thread, as from an application's Main. The deadline distinguishes half a second from ten minutes, no more.
        var startedAt = TimeProvider.System.GetTimestamp();
        await Task.Factory
            .StartNew(pipeline.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WithDeadline("disposal to end");
        output.WriteLine($"Disposal with a ShutdownTimeout of 500 ms took {TimeProvider.System.GetElapsedTime(startedAt).TotalMilliseconds:0} ms.");

        var notice = Assert.Single(rig.Notices.All);
        Assert.Equal($"{EventCount} events were still buffered when ShutdownTimeout (00:00:00.5000000) expired, and are lost.", notice.Message);
        listener.Stop();
    }

    private static void Write(LogPipeline pipeline)
    {
        for (var number = 0; number < EventCount; number++)
            Assert.True(pipeline.TryWrite(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)), RecordLevel.Information));
    }

    private static IEnumerable<Task> Disposals(LogPipeline pipeline, string how) => how switch
    {
        "Dispose" => [Task.Run(pipeline.Dispose)],
        "DisposeAsync" => [pipeline.DisposeAsync().AsTask()],
        _ => [Task.Run(pipeline.Dispose), pipeline.DisposeAsync().AsTask(), Task.Run(pipeline.Dispose), pipeline.DisposeAsync().AsTask()],
    };
}
