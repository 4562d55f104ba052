using System.Diagnostics.Metrics;
using LogAppendSink.TestSupport;
using Xunit;

namespace LogAppendSink.Tests.ForeignCode;

/// <summary>A listener of metrics is code of the application. It may throw or block without harm to delivery.</summary>
public sealed class MeterListenerTests : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ManualResetEventSlim _release = new();

    public void Dispose()
    {
        _release.Set();
        _listener.Dispose();
        _release.Dispose();
    }

    [Fact]
    public async Task Delivery_continues_when_a_listener_throws_for_each_measurement()
    {
        ListenTo(new Meters(out var edges), () => throw new InvalidOperationException("from a listener"));
        await using var scenario = Start(edges);

        await scenario.StoreFirstAsync();
        scenario.Write("second\n");
        await scenario.Pipeline.FlushAsync().WithDeadline("the second record to be stored");

        Assert.Equal("first\nsecond\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task Delivery_and_disposal_end_when_a_listener_blocks()
    {
        ListenTo(new Meters(out var edges), _release.Wait);
        await using var scenario = Start(edges);

        await scenario.StoreFirstAsync();
        scenario.Write("second\n");
        await scenario.Pipeline.FlushAsync().WithDeadline("the second record to be stored");
        await scenario.DisposeAsync().AsTask().WithDeadline("disposal");

        Assert.Equal("first\nsecond\n", scenario.TextOf("app.clef"));
    }

    [Fact]
    public async Task Disposal_does_not_throw_when_a_listener_throws_at_the_end_of_measurements()
    {
        var meters = new Meters(out var edges);
        _listener.MeasurementsCompleted = (_, _) => throw new InvalidOperationException("from a listener");
        ListenTo(meters, () => { });
        var scenario = Start(edges);

        await scenario.StoreFirstAsync();
        await scenario.DisposeAsync().AsTask().WithDeadline("disposal");

        _listener.MeasurementsCompleted = null; // Or the listener's own disposal would throw.
        Assert.Equal(1, scenario.Pipeline.Status.Stored);
    }

    [Fact]
    public async Task Pipeline_starts_and_delivers_when_a_listener_throws_as_instruments_are_published()
    {
        var meters = new Meters(out var edges);
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (meters.IsOurs(instrument))
                throw new InvalidOperationException("from a listener");
        };
        _listener.Start();
        await using var scenario = Start(edges);

        await scenario.StoreFirstAsync();
    }

    [Fact]
    public async Task Pipeline_starts_and_delivers_when_a_listener_blocks_as_instruments_are_published()
    {
        var meters = new Meters(out var edges);
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (meters.IsOurs(instrument))
                _release.Wait();
        };
        _listener.Start();
        await using var scenario = Start(edges);

        await scenario.StoreFirstAsync();
        await scenario.DisposeAsync().AsTask().WithDeadline("disposal");
    }

    private static PipelineScenario Start(Func<PipelineEdges, PipelineEdges> edges) => new(callsListenersInline: false, changeEdges: edges);

    private void ListenTo(Meters meters, Action onMeasurement)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (meters.IsOurs(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => onMeasurement());
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => onMeasurement());
        _listener.Start();
    }

    /// <summary>Knows the meter of its own pipeline: other tests of this process have meters of the same name.</summary>
    private sealed class Meters
    {
        private readonly string _version = Guid.NewGuid().ToString();

        internal Meters(out Func<PipelineEdges, PipelineEdges> edges) =>
            edges = before => before with { OpenMeter = options => new Meter(options.Name, _version) };

        internal bool IsOurs(Instrument instrument) => instrument.Meter.Version == _version;
    }
}
