using LogAppendSink;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;
using Microsoft.Extensions.Hosting;
using Serilog.Extensions.Hosting;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Hosting.Tests;

/// <summary>
/// The logger of <c>CreateBootstrapLogger</c>, which closes its first sinks before it makes the next ones: no event is lost in silence.
/// </summary>
public sealed class BootstrapLoggerTests : IAsyncLifetime
{
    private const string FirstKey = "logs/first.clef";
    private const string NextKey = "logs/next.clef";

    private readonly List<DeliveryNotice> _notices = [];
    private readonly TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OssEmulator? _emulator;

    public async Task InitializeAsync() => _emulator = await OssEmulator.StartAsync();

    public async Task DisposeAsync() => await _emulator!.DisposeAsync(); // Started above.

    [Fact]
    public async Task Events_are_stored_or_counted_as_closed_and_reported_once_when_the_logger_reconfigures()
    {
        var logger = Configure(new LoggerConfiguration(), FirstKey).CreateBootstrapLogger();
        var first = TargetOf(logger);
        logger.Information("before");

        logger.Reload(configuration =>
        {
            logger.Information("while the first sink is closed");
            logger.ForContext<BootstrapLoggerTests>().Information("likewise");
            return Configure(configuration, NextKey);
        });
        var next = TargetOf(logger);
        logger.Information("after");
        logger.Freeze();
        logger.Dispose();
        await _reported.Task.WithDeadline("the report");

        Assert.Equal((3L, 1L, 2L, 0L), AccountOf(first));
        Assert.Equal((1L, 1L, 0L, 0L), AccountOf(next));
        Assert.Equal((1, 1), (LinesOf(FirstKey), LinesOf(NextKey)));
        AssertReportedOnce();
    }

    [Fact]
    public async Task Events_are_counted_and_reported_once_when_they_come_after_disposal()
    {
        var logger = Configure(new LoggerConfiguration(), FirstKey).CreateBootstrapLogger();
        var first = TargetOf(logger);
        logger.Information("in time");
        logger.Dispose();

        for (var i = 0; i < 3; i++)
            logger.Information("late");
        await _reported.Task.WithDeadline("the report");

        Assert.Equal((4L, 1L, 3L, 0L), AccountOf(first));
        Assert.Equal(1, LinesOf(FirstKey));
        AssertReportedOnce();
    }

    [Fact]
    public async Task Every_event_is_in_an_account_when_a_host_starts_while_threads_log()
    {
        var bootstrap = Configure(new LoggerConfiguration(), FirstKey).CreateBootstrapLogger();
        var first = TargetOf(bootstrap);
        Log.Logger = bootstrap;
        using var end = new CancellationTokenSource();
        var threads = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => LogUntil(bootstrap, end.Token), TaskCreationOptions.LongRunning)).ToList();

        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSerilog((_, configuration) =>
        {
            bootstrap.Information("while the first sink is closed");
            Configure(configuration, NextKey);
        });
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var next = TargetOf(Log.Logger);
            await end.CancelAsync();
            var logged = (await Task.WhenAll(threads)).Sum();
            await host.StopAsync();
            await Log.CloseAndFlushAsync();
            await _reported.Task.WithDeadline("the report");

            // The host's own events are in the next one's.
            var (one, other) = (AccountOf(first), AccountOf(next));
            Assert.Equal(1, one.Closed);
            Assert.Equal((one.Accepted, 0L), (one.Stored + one.Closed, one.Pending));
            Assert.Equal((other.Accepted, 0L), (other.Stored + other.Closed, other.Pending));
            Assert.Equal((one.Stored, other.Stored), (LinesOf(FirstKey), LinesOf(NextKey)));
            Assert.Equal(logged, LinesOf(FirstKey, "from a thread") + LinesOf(NextKey, "from a thread"));
        }

        AssertReportedOnce();
    }

    private static long LogUntil(ReloadableLogger logger, CancellationToken end)
    {
        var count = 0L;
        for (; !end.IsCancellationRequested; count++)
            logger.Information("from a thread");
        return count;
    }

    private static PipelineTarget TargetOf(ILogger logger) => ObjectGraph.Find<PipelineTarget>(logger)!; // The sink has one.

    private static (long Accepted, long Stored, long Closed, long Pending) AccountOf(PipelineTarget target) =>
        (target.Status.Accepted, target.Status.Stored, target.Status.DroppedByReason.GetValueOrDefault(DropReason.Closed), target.Status.Pending);

    private LoggerConfiguration Configure(LoggerConfiguration configuration, string key) => configuration.WriteTo.OssAppend(options =>
    {
        options.Endpoint = _emulator!.Endpoint.ToString(); // Started before.
        options.Region = _emulator.Options.Region;
        options.Bucket = _emulator.Options.Buckets[0];
        options.AccessKeyId = _emulator.Options.AccessKeyId;
        options.AccessKeySecret = _emulator.Options.AccessKeySecret;
        options.ObjectKey = key;
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.ShutdownTimeout = TimeSpan.FromMinutes(1);
        options.OnNotice = notice =>
        {
            lock (_notices)
                _notices.Add(notice);
            _reported.TrySetResult();
        };
    });

    private long LinesOf(string key, string part = "") =>
        System.Text.Encoding.UTF8.GetString(_emulator!.ReadObject(_emulator.Options.Buckets[0], key)) // Started before.
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).LongCount(line => line.Contains(part, StringComparison.Ordinal));

    private void AssertReportedOnce()
    {
        lock (_notices)
        {
            var notice = Assert.Single(_notices);
            Assert.Equal((DeliveryNoticeKind.EventsDropped, DropReason.Closed), (notice.Kind, notice.Reason));
        }
    }
}
