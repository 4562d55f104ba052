using System.Diagnostics.Metrics;
using LogAppendSink.Appending;
using LogAppendSink.Buffering;
using LogAppendSink.Stores;

namespace LogAppendSink.Delivery;

/// <summary>
/// The metrics of the meter <c>LogAppendSink</c>. Names, units and attributes follow OpenTelemetry's conventions. Each instrument carries
/// the bucket and the object key template, which distinguish the pipelines of a process. The exported account allows a check of accepted
/// = stored + dropped + pending.
/// </summary>
/// <remarks>
/// Each measurement calls listeners of the application, which may throw or block. So they run on a thread that delivery does not wait for.
/// </remarks>
internal sealed class PipelineMetrics : IDisposable
{
    internal const string MeterName = "LogAppendSink";

    /// <summary>The most measurements that wait for a listener that does not return. Later ones are not recorded.</summary>
    private const int WaitingMax = 1024;

    // A listener that blocks when instruments are published must not delay the application's start.
    private static readonly TimeSpan PublishLimit = TimeSpan.FromSeconds(1);

    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly ListenerQueue _listeners;
    private Meter? _meter;
    private readonly PipelineEdges _edges;
    private readonly KeyValuePair<string, object?>[] _pipeline;

    // Written and read on the queue of the listeners; null if opening failed.
    private Counter<long>? _storedBytes;
    private Counter<long>? _failures;
    private Counter<long>? _conflicts;
    private Counter<long>? _rolls;
    private Histogram<double>? _duration;

    /// <param name="bucket">The bucket, as an attribute.</param>
    /// <param name="objectKey">The object key template, as an attribute.</param>
    /// <param name="edges">The clock, and the factory of the meter.</param>
    internal PipelineMetrics(string bucket, string objectKey, PipelineEdges edges)
    {
        _edges = edges;
        _pipeline = [new("logappend.bucket", bucket), new("logappend.object_key", objectKey)];
        _listeners = new ListenerQueue(edges.OpenListenerQueue("LogAppendSink metrics"), WaitingMax);
    }

    /// <summary>Publishes the instruments. Earlier measurements are not recorded.</summary>
    /// <param name="account">Returns the account to export. Called from any thread.</param>
    /// <param name="oldestPendingAt">Returns the time when the oldest pending event was accepted, or null. Called from any thread.</param>
    internal void Publish(Func<AccountSnapshot> account, Func<DateTimeOffset?> oldestPendingAt) =>
        _listeners.TryRun(() => Open(account, oldestPendingAt), PublishLimit);

    internal void Stored(long lengthBytes, TimeSpan duration) => _listeners.TryPost(() =>
    {
        _storedBytes?.Add(lengthBytes, _pipeline);
        _duration?.Record(duration.TotalSeconds, _pipeline);
    });

    internal void Failed(StoreErrorKind kind) =>
        _listeners.TryPost(() => _failures?.Add(1, [.. _pipeline, new("error.type", SnakeCase(kind.ToString()))]));

    internal void Conflicted() => _listeners.TryPost(() => _conflicts?.Add(1, _pipeline));

    internal void Rolled(RollReason reason) =>
        _listeners.TryPost(() => _rolls?.Add(1, [.. _pipeline, new("reason", SnakeCase(reason.ToString()))]));

    /// <summary>Completes when the listeners have handled all earlier measurements.</summary>
    internal Task DrainAsync() => _listeners.DrainAsync();

    /// <summary>Disposes the meter after the listeners have handled all earlier measurements.</summary>
    public void Dispose() => _listeners.PostLast(() => _meter?.Dispose());

    private void Open(Func<AccountSnapshot> account, Func<DateTimeOffset?> oldestPendingAt)
    {
        // One meter per pipeline, so that disposal ends only its own.
        var version = typeof(PipelineMetrics).Assembly.GetName().Version?.ToString(3);
        var meter = _meter = _edges.OpenMeter(new MeterOptions(MeterName) { Version = version });
        Count("logappend.events.accepted", events => events.Accepted, "{event}", "Events handed to the pipeline.");
        Count("logappend.events.stored", events => events.Stored, "{event}", "Events confirmed as stored.");
        Try(() => meter.CreateObservableCounter(
            "logappend.events.dropped", () => Dropped(account()), "{event}", "Events lost, by reason."));
        Count("logappend.events.refused", events => events.Refused, "{event}", "Events lost before they could be accepted.");
        Level("logappend.events.pending", events => events.Pending, "{event}", "Events buffered or in flight.");
        Level("logappend.buffer.usage", events => events.PendingBytes, "By", "Bytes of events buffered or in flight.");
        Try(() => meter.CreateObservableGauge(
            "logappend.delivery.lag",
            () => Lag(oldestPendingAt()),
            "s",
            "Age of the oldest event that is not stored yet; 0 if all are stored."));
        _storedBytes = Try(() => meter.CreateCounter<long>("logappend.stored.size", "By", "Bytes stored in objects, after compression."));
        _duration = Try(() => meter.CreateHistogram<double>(
            "logappend.append.duration", "s", "Time from dequeuing a batch until it is stored, with retries and pauses."));
        _failures = Try(() => meter.CreateCounter<long>(
            "logappend.failures", "{failure}", "Failed attempts to store a batch, by error.type."));
        _conflicts = Try(() => meter.CreateCounter<long>(
            "logappend.conflicts", "{conflict}", "Appends rejected because another writer had appended first."));
        _rolls = Try(() => meter.CreateCounter<long>("logappend.rolls", "{roll}", "Rolls to another object, by reason."));

        void Count(string name, Func<AccountSnapshot, long> value, string unit, string description) =>
            Try(() => meter.CreateObservableCounter(name, () => Event(value(account())), unit, description));

        void Level(string name, Func<AccountSnapshot, long> value, string unit, string description) =>
            Try(() => meter.CreateObservableUpDownCounter(name, () => Event(value(account())), unit, description));

        Measurement<long> Event(long events) => new(events, _pipeline);
    }

    /// <summary>A listener that throws for one instrument must not keep the others from being published.</summary>
    private static T? Try<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
#pragma warning disable CA1031 // A listener may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private IEnumerable<Measurement<long>> Dropped(AccountSnapshot account) => Reasons.Select(reason =>
        new Measurement<long>(account.DroppedByReason[(int)reason], [.. _pipeline, new("reason", SnakeCase(reason.ToString()))]));

    private Measurement<double> Lag(DateTimeOffset? oldestPendingAt) => new(
        oldestPendingAt is { } oldest ? Math.Max(0, (_edges.Time.GetUtcNow() - oldest).TotalSeconds) : 0,
        _pipeline);

    /// <summary>Converts "QueueFull" to "queue_full", as OpenTelemetry's attribute values are lower case.</summary>
    private static string SnakeCase(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) ? $"{(i == 0 ? "" : "_")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
