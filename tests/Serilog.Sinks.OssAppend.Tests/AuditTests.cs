using System.Text.Json;
using LogAppendSink;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests;

public sealed class AuditTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Event_is_stored_when_the_call_returns()
    {
        var cloud = new MemoryCloud();
        await using var pipeline = PipelineOver(new MemoryObjectStore(cloud));
        using var logger = new LoggerConfiguration().AuditTo.OssAppend(pipeline).CreateLogger();

        for (var i = 0; i < 3; i++)
        {
            logger.Information("Paid {Amount}", i);

            // The object exists.
            var lines = System.Text.Encoding.UTF8.GetString(cloud.Find("audit.clef")!.Content.Span).Split(
                '\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(
                Enumerable.Range(0, i + 1), lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Amount").GetInt32()));
        }
    }

    [Fact]
    public async Task Refused_event_throws_with_the_reason()
    {
        await using var pipeline = PipelineOver(new MemoryObjectStore(new MemoryCloud()), options => options.EventBodyLimitBytes = 1024);
        using var logger = new LoggerConfiguration().AuditTo.OssAppend(pipeline).CreateLogger();

        var error = Assert.Throws<AggregateException>(() => logger.Information("Payload {Payload}", new string('x', 2000)));

        var cause = Assert.IsType<RecordNotStoredException>(error.GetBaseException());
        Assert.Matches("^An event is not confirmed as stored. It takes 2[0-9]{3} bytes, and EventBodyLimitBytes is 1024.$", cause.Message);
    }

    [Fact]
    public void Event_not_stored_in_time_throws_and_may_be_stored_later()
    {
        var time = new ManualTimeProvider();
        var target = new Target((_, cancelled) =>
        {
            time.Advance(Limit);
            return Task.FromCanceled(cancelled);
        });
        using var sink = new OssAppendAuditSink(target, new ClefEventEncoder(), Limit, time);

        var error = Assert.Throws<TimeoutException>(() => sink.Emit(Capture.Event(log => log.Information("m"))));

        Assert.Equal(
            "An audited event was not stored within storeTimeLimit (00:00:30). It is still buffered and may be stored later.",
            error.Message);
    }

    [Fact]
    public void Exception_of_the_pipeline_reaches_the_caller_of_the_logger()
    {
        var target = new Target((_, _) => Task.FromException(new InvalidOperationException("not stored")));
        using var logger = new LoggerConfiguration().AuditTo.Sink(SinkOver(target)).CreateLogger();

        var error = Assert.Throws<AggregateException>(() => logger.Information("m"));

        Assert.Equal("not stored", error.GetBaseException().Message);
    }

    [Fact]
    public void Event_that_cannot_be_encoded_throws_and_is_counted_without_a_marker()
    {
        var target = new Target((_, _) => Task.CompletedTask);
        using var sink = new OssAppendAuditSink(target, new TextEventEncoder(new Broken()), Limit, TimeProvider.System);

        Assert.Throws<NotSupportedException>(() => sink.Emit(Capture.Event(log => log.Information("m"))));

        Assert.Empty(target.Records);
        Assert.Equal(1, target.Refused);
    }

    [Fact]
    public void Event_is_omitted_when_the_formatter_writes_nothing()
    {
        var target = new Target((_, _) => Task.CompletedTask);
        using var sink = new OssAppendAuditSink(target, new TextEventEncoder(new Silent()), Limit, TimeProvider.System);

        sink.Emit(Capture.Event(log => log.Information("m")));

        Assert.Empty(target.Records);
    }

    [Theory]
    [InlineData(LogEventLevel.Information, 2)]
    [InlineData(LogEventLevel.Error, 1)]
    public async Task Events_below_the_minimum_level_are_omitted(LogEventLevel restrictedToMinimumLevel, int expected)
    {
        await using var pipeline = PipelineOver(new MemoryObjectStore(new MemoryCloud()));
        using var logger = new LoggerConfiguration().AuditTo.OssAppend(
            pipeline, restrictedToMinimumLevel: restrictedToMinimumLevel).CreateLogger();

        logger.Information("m");
        logger.Error("m");

        Assert.Equal(expected, pipeline.Status.Stored);
    }

    [Fact]
    public async Task Shared_pipeline_serves_both_kinds_of_sink_and_is_not_disposed()
    {
        await using var pipeline = PipelineOver(new MemoryObjectStore(new MemoryCloud()));

        using (var logger = new LoggerConfiguration().WriteTo.OssAppend(pipeline).AuditTo.OssAppend(pipeline).CreateLogger())
            logger.Information("m");

        Assert.True(pipeline.TryWrite("still open\n"u8, RecordLevel.Information));
        await pipeline.FlushAsync().WithDeadline("a flush");
        Assert.Equal(3, pipeline.Status.Stored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3601)]
    public void Time_limit_out_of_range_is_refused(int seconds)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new LoggerConfiguration().AuditTo.OssAppend(_ => { }, storeTimeLimit: TimeSpan.FromSeconds(seconds)));

        Assert.StartsWith(
            $"storeTimeLimit is {TimeSpan.FromSeconds(seconds):c}; set it above 0 and up to 01:00:00.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_the_logger_disposes_the_target(bool isAsync)
    {
        var target = new Target((_, _) => Task.CompletedTask);
        var logger = new LoggerConfiguration().AuditTo.Sink(SinkOver(target)).CreateLogger();

        if (isAsync)
            await logger.DisposeAsync();
        else
            logger.Dispose();

        Assert.Equal(1, target.DisposeCount);
    }

    private static OssAppendAuditSink SinkOver(IAuditTarget target) => new(target, new ClefEventEncoder(), Limit, TimeProvider.System);

    private static LogPipeline PipelineOver(MemoryObjectStore store, Action<OssAppendOptions>? configure = null)
    {
        var options = new OssAppendOptions { Endpoint = "oss-cn-hangzhou.aliyuncs.com", Bucket = "acme-logs", ObjectKey = "audit.clef" };
        configure?.Invoke(options);
        return LogPipeline.Create(options, new PipelineEdges(TimeProvider.System, new Random(1), _ => store));
    }

    private sealed class Target(Func<string, CancellationToken, Task> store) : IAuditTarget
    {
        public int EventBodyLimitBytes => 256 * 1024;

        internal int Refused { get; private set; }

        public void CountRefused() => Refused++;

        internal List<string> Records { get; } = [];

        internal int DisposeCount { get; private set; }

        public Task StoreAsync(ReadOnlySpan<byte> record, RecordLevel level, CancellationToken cancellationToken)
        {
            Records.Add(System.Text.Encoding.UTF8.GetString(record));
            return store(Records[^1], cancellationToken);
        }

        public void Dispose() => DisposeCount++;

        public ValueTask DisposeAsync()
        {
            DisposeCount++;
            return default;
        }
    }

    private sealed class Silent : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output)
        {
        }
    }

    private sealed class Broken : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) => throw new NotSupportedException();
    }
}
