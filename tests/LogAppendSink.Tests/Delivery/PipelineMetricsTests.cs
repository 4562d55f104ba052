using System.Diagnostics.Metrics;
using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;
using Xunit;

namespace LogAppendSink.Tests.Delivery;

public class PipelineMetricsTests
{
    private readonly Dictionary<string, double> _measured = [];

    [Fact]
    public async Task Exported_account_is_balanced()
    {
        await using var scenario = new PipelineScenario(options =>
        {
            options.Bucket = "metrics-account";
            options.EventBodyLimitBytes = 1024;
        });
        await scenario.StoreFirstAsync();
        scenario.Write(new string('x', 2000));
        scenario.Write("waits for more\n");
        scenario.Time.Advance(TimeSpan.FromSeconds(1));

        Measure("metrics-account");

        Assert.Equal(3, _measured["logappend.events.accepted {event}"]);
        Assert.Equal(1, _measured["logappend.events.stored {event}"]);
        Assert.Equal(1, _measured["logappend.events.dropped {event} reason=record_too_large"]);
        Assert.Equal(0, _measured["logappend.events.dropped {event} reason=queue_full"]);
        Assert.Equal(1, _measured["logappend.events.pending {event}"]);
        Assert.Equal("waits for more\n".Length, _measured["logappend.buffer.usage By"]);
        Assert.Equal(1, _measured["logappend.delivery.lag s"]);
    }

    [Fact]
    public async Task Failures_conflicts_and_rolls_are_counted_with_their_reasons()
    {
        using var listener = Listen("metrics-failures");
        await using var scenario = new PipelineScenario(options =>
        {
            options.Bucket = "metrics-failures";
            options.OnConflict = ConflictMode.Roll;
        });
        scenario.Memory.Script(StoreFault.Refused, StoreFault.None, StoreFault.ForeignAppendBefore);
        scenario.Write("ours\n");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        await scenario.Time.WaitForTimerAsync();
        scenario.Time.AdvanceToNextTimer();
        await scenario.Pipeline.FlushAsync().WithDeadline("ours to be stored");

        Assert.Equal(1, _measured["logappend.failures {failure} error.type=access_denied"]);
        Assert.Equal(1, _measured["logappend.conflicts {conflict}"]);
        Assert.Equal(1, _measured["logappend.rolls {roll} reason=conflict"]);
        Assert.Equal("ours\n".Length, _measured["logappend.stored.size By"]);
        Assert.True(_measured["logappend.append.duration s"] > 0);
    }

    [Fact]
    public async Task Lag_is_the_age_of_the_event_in_flight_during_an_outage()
    {
        await using var scenario = new PipelineScenario(options => options.Bucket = "metrics-outage", plan: _ => StoreFault.Refused);
        scenario.Write("tried\n");
        await scenario.NoticeAsync(DeliveryNoticeKind.OutageStarted);
        for (var i = 0; i < 20; i++)
        {
            await scenario.Time.WaitForTimerAsync();
            scenario.Time.AdvanceToNextTimer();
        }

        Measure("metrics-outage");

        Assert.Equal(1, _measured["logappend.events.pending {event}"]);
        Assert.Equal(scenario.Time.Elapsed.TotalSeconds, _measured["logappend.delivery.lag s"]);
    }

    [Fact]
    public async Task Disposed_pipeline_is_not_measured()
    {
        var scenario = new PipelineScenario(options => options.Bucket = "metrics-disposed");
        await scenario.DisposeAsync();

        Measure("metrics-disposed");

        Assert.Empty(_measured);
    }

    private void Measure(string bucket)
    {
        using var listener = Listen(bucket);
        listener.RecordObservableInstruments();
    }

    private MeterListener Listen(string bucket)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "LogAppendSink")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(bucket, instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(bucket, instrument, value, tags));
        listener.Start();
        return listener;
    }

    // Other tests have pipelines too; each has a bucket of its own.
    private void Add(string bucket, Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!Equals(tags[0].Value, bucket))
            return;

        Assert.Equal(("logappend.object_key", "app.clef"), (tags[1].Key, tags[1].Value));

        var name = $"{instrument.Name} {instrument.Unit}";
        foreach (var tag in tags[2..])
            name += $" {tag.Key}={tag.Value}";
        lock (_measured)
            _measured[name] = value;
    }
}
