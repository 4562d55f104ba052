using LogAppendSink;
using LogAppendSink.TestSupport;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests.Batching;

/// <summary><c>WriteTo.OssAppend(…, batching: …)</c>.</summary>
[Collection(SelfLogLines.Collection)]
public sealed class QueuedSinkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_the_logger_writes_queued_events_and_disposes_the_target(bool isAsync)
    {
        var target = new CollectingTarget();
        var logger = Logger(target, new BatchingOptions { BufferingTimeLimit = TimeSpan.FromHours(1), EagerlyEmitFirstEvent = false });
        for (var i = 0; i < 2_500; i++)
            logger.Information("e {Number}", i);

        if (isAsync)
            await logger.DisposeAsync();
        else
            logger.Dispose();

        Assert.Equal(2_500, target.Records.Count);
        Assert.Equal(1, isAsync ? target.DisposeAsyncCount : target.DisposeCount);
    }

    [Fact]
    public async Task Events_dropped_by_the_queue_are_reported_at_the_end()
    {
        using var selfLog = new SelfLogLines();
        using var stuck = new StuckText();
        var failures = new FailureLog();
        var target = new CollectingTarget();
        var sink = new QueuedSink(NewSink(target), new BatchingOptions { QueueLimit = 2, BatchSizeLimit = 1 });
        sink.SetFailureListener(failures);
        var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();

        logger.Write(OssAppendBatchedSinkTests.Event(stuck));
        await stuck.IsAsked.WithDeadline("the first batch");
        for (var i = 0; i < 5; i++)
            logger.Information("e {Number}", i);
        stuck.Release();
        await logger.DisposeAsync();
        await failures.FirstAsync;

        Assert.Equal(3, target.Records.Count);
        var failure = Assert.Single(failures.All);
        Assert.Equal(LoggingFailureKind.Final, failure.Kind);
        Assert.StartsWith("Serilog's queue was full and dropped 3 events", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Serilog's queue was full and dropped 3 events", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_with_a_failed_event_is_not_repeated()
    {
        using var selfLog = new SelfLogLines();
        var target = new ThrowingOnceTarget();
        var logger = new LoggerConfiguration().WriteTo.Sink(new QueuedSink(NewSink(target), new BatchingOptions())).CreateLogger();

        for (var i = 0; i < 10; i++)
            logger.Information("e {Number}", i);
        await logger.DisposeAsync();

        Assert.Equal((9, 1), (target.Written, target.Refused));
    }

    [Fact]
    public async Task Fallback_receives_events_dropped_by_a_full_buffer()
    {
        var failures = new FailureLog();
        var target = new CollectingTarget { IsFull = true };
        var logger = new LoggerConfiguration()
            .WriteTo.Fallible(writeTo => writeTo.Sink(new QueuedSink(NewSink(target), new BatchingOptions())), failures)
            .CreateLogger();

        logger.Information("m");
        await logger.DisposeAsync();

        Assert.Equal(["m"], failures.Events);
    }

    [Fact]
    public void Pipeline_is_disposed_when_Serilog_rejects_the_options()
    {
        var target = new CollectingTarget();

        Assert.Throws<ArgumentOutOfRangeException>(() => new QueuedSink(NewSink(target), new BatchingOptions { BatchSizeLimit = 0 }));

        Assert.Equal(1, target.DisposeCount);
    }

    [Fact]
    public async Task Event_logged_after_disposal_is_ignored()
    {
        using var selfLog = new SelfLogLines();
        var target = new CollectingTarget();
        var sink = new QueuedSink(NewSink(target), new BatchingOptions());
        await sink.DisposeAsync();

        sink.Emit(OssAppendBatchedSinkTests.Event(1));
        await sink.DisposeAsync();

        Assert.Empty(target.Records);
        Assert.DoesNotContain("dropped", selfLog.All, StringComparison.Ordinal);
    }

    [Fact]
    public void Shared_pipeline_is_not_disposed()
    {
        var options = new OssAppendOptions { ShutdownTimeout = TimeSpan.Zero };
        FailureListenerTests.Unreachable(options);
        using var pipeline = LogPipeline.Create(options);

        new LoggerConfiguration().WriteTo.OssAppend(pipeline, batching: new BatchingOptions()).CreateLogger().Dispose();

        Assert.True(pipeline.TryWrite("still open\n"u8, RecordLevel.Information));
    }

    private static Logger Logger(CollectingTarget target, BatchingOptions batching) =>
        new LoggerConfiguration().WriteTo.Sink(new QueuedSink(NewSink(target), batching)).CreateLogger();

    private static OssAppendSink NewSink(IRecordTarget target) =>
        new(target, new ClefEventEncoder(), new FailureReporter { IsForBatches = true });

    /// <summary>Fails for the sixth record, once.</summary>
    private sealed class ThrowingOnceTarget : IRecordTarget
    {
        private int _calls;

        public int EventBodyLimitBytes => 1024;

        internal int Written { get; private set; }

        internal int Refused { get; private set; }

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level)
        {
            if (++_calls == 6)
                throw new InvalidOperationException("target is broken");
            Written++;
            return true;
        }

        public void CountRefused() => Refused++;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
