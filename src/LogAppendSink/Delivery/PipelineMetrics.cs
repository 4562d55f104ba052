using System.Diagnostics.Metrics;
using LogAppendSink.Appending;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// What operators watch, in the meter <c>LogAppendSink</c>; names, units and attributes follow OpenTelemetry's conventions. Every
/// instrument carries the bucket and the template of the objects' names, which tell the pipelines of a process apart; the account is exported so that accepted = stored + dropped + pending can be checked from outside.
/// </summary>
internal sealed class PipelineMetrics : IDisposable
{
    internal const string MeterName = "LogAppendSink";

    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly Meter _meter;
    private readonly PipelineBuffers _buffers;
    private readonly Func<DateTimeOffset?> _oldestPendingAt;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?>[] _pipeline;
    private readonly Counter<long> _storedBytes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _rolls;
    private readonly Histogram<double> _duration;

    /// <param name="buffers">Their account is exported.</param>
    /// <param name="oldestPendingAt">When the oldest event that is not stored was accepted; null where there is none. Asked from any thread, from now on.</param>
    /// <param name="bucket">Tells pipelines apart.</param>
    /// <param name="objectKey">The template of the objects' names; tells pipelines apart.</param>
    /// <param name="edges">The clock, and who opens the meter.</param>
    internal PipelineMetrics(PipelineBuffers buffers, Func<DateTimeOffset?> oldestPendingAt, string bucket, string objectKey, PipelineEdges edges)
    {
        _buffers = buffers;
        _oldestPendingAt = oldestPendingAt;
        _time = edges.Time;
        _pipeline = [new("logappend.bucket", bucket), new("logappend.object_key", objectKey)];

        // One meter a pipeline: disposal ends only its own.
        _meter = edges.OpenMeter(new MeterOptions(MeterName) { Version = typeof(PipelineMetrics).Assembly.GetName().Version?.ToString(3) });
        _meter.CreateObservableCounter("logappend.events.accepted", () => Event(buffers.Account.Accepted), "{event}", "Events handed to the pipeline.");
        _meter.CreateObservableCounter("logappend.events.stored", () => Event(buffers.Account.Stored), "{event}", "Events known to be stored.");
        _meter.CreateObservableCounter("logappend.events.dropped", Dropped, "{event}", "Events lost, by reason.");
        _meter.CreateObservableCounter("logappend.events.refused", () => Event(buffers.Account.Refused), "{event}", "Events lost before they could be accepted.");
        _meter.CreateObservableUpDownCounter("logappend.events.pending", () => Event(buffers.Account.Pending), "{event}", "Events buffered or in flight.");
        _meter.CreateObservableUpDownCounter("logappend.buffer.usage", () => Event(buffers.Account.PendingBytes), "By", "Size of the events buffered or in flight.");
        _meter.CreateObservableGauge("logappend.delivery.lag", Lag, "s", "Age of the oldest event that is not stored yet; 0 when all are.");
        _storedBytes = _meter.CreateCounter<long>("logappend.stored.size", "By", "Bytes stored, as they are in the objects.");
        _duration = _meter.CreateHistogram<double>("logappend.append.duration", "s", "From taking a batch until it is stored, tries and waits included.");
        _failures = _meter.CreateCounter<long>("logappend.failures", "{failure}", "Tries that the store did not help, by error.type.");
        _conflicts = _meter.CreateCounter<long>("logappend.conflicts", "{conflict}", "Appends whose place another writer had taken.");
        _rolls = _meter.CreateCounter<long>("logappend.rolls", "{roll}", "Changes to another object, by reason.");
    }

    internal void Stored(long lengthBytes, TimeSpan duration)
    {
        _storedBytes.Add(lengthBytes, _pipeline);
        _duration.Record(duration.TotalSeconds, _pipeline);
    }

    internal void Failed(StoreErrorKind kind) => _failures.Add(1, [.. _pipeline, new("error.type", SnakeCase(kind.ToString()))]);

    internal void Conflicted() => _conflicts.Add(1, _pipeline);

    internal void Rolled(RollReason reason) => _rolls.Add(1, [.. _pipeline, new("reason", SnakeCase(reason.ToString()))]);

    public void Dispose() => _meter.Dispose();

    private Measurement<long> Event(long value) => new(value, _pipeline);

    private IEnumerable<Measurement<long>> Dropped()
    {
        var dropped = _buffers.Account.DroppedByReason;
        return Reasons.Select(reason => new Measurement<long>(dropped[(int)reason], [.. _pipeline, new("reason", SnakeCase(reason.ToString()))]));
    }

    private Measurement<double> Lag() => new(
        _oldestPendingAt() is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds) : 0,
        _pipeline);

    /// <summary>"QueueFull" is "queue_full": OpenTelemetry's attribute values are lower case.</summary>
    private static string SnakeCase(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) ? $"{(i == 0 ? "" : "_")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
