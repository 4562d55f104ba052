using System.Diagnostics.Metrics;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Simulation;

/// <summary>The listeners of one pipeline, which behave as the seed says.</summary>
internal sealed class SimulatedListeners(ManualTimeProvider time, ListenerBehaviour behaviour, int seed) : IDisposable
{
    private const double MisbehaviourProbability = 0.3;

    // What opens the meter waits for the listener in real time, and so runs at once.
    private const int CallsToOpenMeter = 2;

    private MeterListener? _metrics;

    /// <summary>What decides, apart from all else that is drawn.</summary>
    internal Random Random { get; } = new(seed);

    /// <summary>Whether a call may come long after what it reports, or never.</summary>
    internal bool MayBlock => behaviour is ListenerBehaviour.Blocks or ListenerBehaviour.Logs;

    /// <summary>Whether the listener of notices logs.</summary>
    internal bool Logs => behaviour == ListenerBehaviour.Logs;

    /// <summary>The edges of a pipeline that has these listeners.</summary>
    internal PipelineEdges ListenTo(PipelineEdges edges)
    {
        if (behaviour == ListenerBehaviour.Returns)
            return edges;
        edges = edges with { OpenMeter = OpenMeter };
        return MayBlock
            ? edges with { ListenerQueues = name => new SimulatedListenerQueue(time, NextBlock, name.EndsWith("metrics", StringComparison.Ordinal) ? CallsToOpenMeter : 0) }
            : edges;
    }

    /// <summary>A listener is called: it may throw.</summary>
    internal void Called()
    {
        if (behaviour == ListenerBehaviour.Throws && Random.NextDouble() < MisbehaviourProbability)
            throw new InvalidOperationException("A listener throws.");
    }

    public void Dispose()
    {
        try
        {
            _metrics?.Dispose();
        }
        catch (InvalidOperationException)
        {
            // Its own callback for the end of measurements.
        }
    }

    private TimeSpan? NextBlock()
    {
        if (Random.NextDouble() >= MisbehaviourProbability)
            return TimeSpan.Zero;
        return behaviour == ListenerBehaviour.Blocks && Random.Next(20) == 0 ? null : TimeSpan.FromMilliseconds(Random.Next(1, 60_000));
    }

    private Meter OpenMeter(MeterOptions options)
    {
        var meter = new Meter(options);
        _metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Measurements of other runs come on other threads.
                if (instrument.Meter != meter)
                    return;
                listener.EnableMeasurementEvents(instrument);
                Called();
            },
            MeasurementsCompleted = (_, _) => Called(),
        };
        _metrics.SetMeasurementEventCallback<long>((_, _, _, _) => Called());
        _metrics.SetMeasurementEventCallback<double>((_, _, _, _) => Called());
        _metrics.Start();
        return meter;
    }
}
