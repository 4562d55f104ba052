using System.Diagnostics;
using LogAppendSink;
using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.OssAppend.Batching;
using Serilog.Sinks.OssAppend.Encoding;
using Serilog.Sinks.OssAppend.Tests.Support;
using Xunit;

namespace Serilog.Sinks.OssAppend.Tests.Batching;

/// <summary>A batch never throws, so that Serilog does not repeat it, and always ends, so that disposal ends.</summary>
[Collection(SelfLogLines.Collection)]
public sealed class OssAppendBatchedSinkTests : IDisposable
{
    private readonly SelfLogLines _selfLog = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CollectingTarget _target = new();
    private readonly FailureLog _failures = new();
    private readonly OssAppendBatchedSink _sink;

    public OssAppendBatchedSinkTests()
    {
        _sink = new OssAppendBatchedSink(NewSink(_target), _time);
        _sink.SetFailureListener(_failures);
    }

    public void Dispose() => _selfLog.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batch_is_written_in_order_and_sent_immediately(bool isPeriodicBatching)
    {
        LogEvent[] batch = [Event(1), Event(2), Event(3)];

        if (isPeriodicBatching)
            await ((PeriodicBatching.IBatchedLogEventSink)_sink).EmitBatchAsync(batch).WithDeadline("the batch");
        else
            await ((IBatchedLogEventSink)_sink).EmitBatchAsync(batch).WithDeadline("the batch");

        Assert.Equal(batch.Select(CompactConvention.Format), _target.Records);
        Assert.Equal(1, _target.SendSoonCount);
    }

    [Fact]
    public async Task Batch_keeps_the_trace_of_the_logging_call()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var logEvent = Event(1);
        var expected = (activity.TraceId.ToHexString(), activity.SpanId.ToHexString());
        activity.Stop();

        await _sink.EmitBatchAsync([logEvent]).WithDeadline("the batch");

        Assert.Contains(
            $"\"@tr\":\"{expected.Item1}\",\"@sp\":\"{expected.Item2}\"", Assert.Single(_target.Records), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_succeeds_when_an_event_cannot_be_written()
    {
        var target = new FailingTarget();
        await using var sink = new OssAppendBatchedSink(NewSink(target));
        sink.SetFailureListener(_failures);

        await sink.EmitBatchAsync([Event(1), Event(2)]).WithDeadline("the batch");

        Assert.Equal(2, target.Refused);
        Assert.Equal(["e 1", "e 2"], _failures.Events);
    }

    [Fact]
    public async Task Events_without_room_are_passed_to_the_failure_listener()
    {
        _target.IsFull = true;

        await _sink.EmitBatchAsync([Event(1), Event(2)]).WithDeadline("the batch");

        Assert.Equal(["e 1", "e 2"], _failures.Events);
    }

    [Fact]
    public async Task Full_buffer_drops_batched_events_even_in_wait_mode()
    {
        var options = new OssAppendOptions { QueueFullMode = QueueFullMode.Wait, QueueLimitBytes = 4 * 1024 * 1024, BatchSizeLimitBytes = 1024 * 1024, ShutdownTimeout = TimeSpan.Zero };
        FailureListenerTests.Unreachable(options);
        await using var pipeline = LogPipeline.Create(options);
        await using var sink = new OssAppendBatchedSink(pipeline);
        var large = Capture.Event(log => log.Information("{Text}", new string('x', 100_000)));

        await sink.EmitBatchAsync(Enumerable.Repeat(large, 100).ToList()).WithDeadline("the batch");

        var status = pipeline.Status;
        Assert.Equal(100, status.Accepted);
        Assert.InRange(status.DroppedByReason[DropReason.QueueFull], 1, 99);
    }

    [Fact]
    public async Task Only_the_event_is_lost_when_its_encoding_never_ends()
    {
        using var stuck = new StuckText();
        var batch = _sink.EmitBatchAsync([Event(1), Event(stuck), Event(3)]);
        await stuck.IsAsked.WithDeadline("the value to be asked");

        // The first wait may start while the first event is encoded. It then ends without a result, and the next wait watches the stuck
        // event.
        while (true)
        {
            await Task.WhenAny(batch, _time.WaitForTimerAsync());
            if (batch.IsCompleted || _target.Refused > 0)
                break;
            _time.Advance(BatchWriter.EventTimeLimit);
        }

        await batch.WithDeadline("the batch");
        await _failures.FirstAsync;

        Assert.Equal(2, _target.Records.Count);
        Assert.Equal(1, _target.Refused);
        Assert.Single(_failures.All);
        Assert.Contains("An event was not encoded within 10 s", _failures.All[0].Message, StringComparison.Ordinal);

        // An event that returns too late is neither written nor counted again.
        stuck.Release();
        await stuck.HasReturned.WithDeadline("the value");
        await _sink.EmitBatchAsync([Event(4)]).WithDeadline("the next batch");
        Assert.Equal((3, 1), (_target.Records.Count, _target.Refused));
    }

    [Fact]
    public async Task Batch_that_makes_progress_is_not_abandoned()
    {
        using var first = new StuckText();
        using var second = new StuckText();
        var batch = _sink.EmitBatchAsync([Event(first), Event(second)]);
        await first.IsAsked.WithDeadline("the first value to be asked");
        await _time.WaitForTimerAsync();
        first.Release();
        await second.IsAsked.WithDeadline("the second value to be asked");

        _time.Advance(BatchWriter.EventTimeLimit);
        second.Release();
        await batch.WithDeadline("the batch");

        Assert.Equal((2, 0), (_target.Records.Count, _target.Refused));
    }

    [Fact]
    public async Task Events_are_refused_immediately_when_too_many_encodings_are_stuck()
    {
        var stuck = Enumerable.Range(0, ForeignCalls.StuckMax).Select(_ => new StuckText()).ToList();
        foreach (var one in stuck)
        {
            var batch = _sink.EmitBatchAsync([Event(one)]);
            await one.IsAsked.WithDeadline("the value to be asked");
            await _time.WaitForTimerAsync();
            _time.Advance(BatchWriter.EventTimeLimit);
            await batch.WithDeadline("the batch");
        }

        await _sink.EmitBatchAsync([Event(1), Event(2)]).WithDeadline("a batch without a thread");

        Assert.Empty(_target.Records);
        Assert.Equal(ForeignCalls.StuckMax + 2, _target.Refused);
        stuck.ForEach(one => one.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposal_disposes_the_target(bool isAsync)
    {
        if (isAsync)
            await _sink.DisposeAsync();
        else
            _sink.Dispose();

        Assert.Equal(1, isAsync ? _target.DisposeAsyncCount : _target.DisposeCount);
    }

    internal static LogEvent Event(object value)
    {
        // Serilog formats most values in the logging call, but passes on those of enrichers and formats.
        var logEvent = Capture.Event(log => log.Information("e {Value}", 0));
        logEvent.AddOrUpdateProperty(new LogEventProperty("Value", new ScalarValue(value)));
        return logEvent;
    }

    private static OssAppendSink NewSink(IRecordTarget target) =>
        new(target, new ClefEventEncoder(), new FailureReporter { IsForBatches = true });

    private sealed class FailingTarget : IRecordTarget
    {
        public int EventBodyLimitBytes => 1024;

        internal int Refused { get; private set; }

        public bool TryWrite(ReadOnlySpan<byte> record, RecordLevel level) => throw new InvalidOperationException("target is broken");

        public void CountRefused() => Refused++;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
