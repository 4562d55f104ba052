using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// Checks whether events reach the store. It reads the pipeline's status and sends no request, so it can run at any rate. It remembers the
/// number of dropped events between calls. Thread-safe.
/// </summary>
/// <param name="pipeline">Finds the pipeline for each check; if it throws, the check fails with that exception.</param>
/// <param name="options">The limits for degraded and unhealthy.</param>
/// <remarks>All ages use the pipeline's clock, since the application's clock may be a fake one.</remarks>
internal sealed class OssAppendHealthCheck(Func<LogPipeline> pipeline, OssAppendHealthOptions options) : IHealthCheck
{
    private readonly object _gate = new();
    private long _droppedSeen;
    private DateTimeOffset? _droppedSeenAt;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = pipeline().Status;
        var now = status.ReadAt;
        var lag = status.OldestPendingAt is { } oldest && now > oldest ? now - oldest : TimeSpan.Zero;
        var data = new Dictionary<string, object>
        {
            ["lagSeconds"] = lag.TotalSeconds,
            ["pendingEvents"] = status.Pending,
            ["pendingBytes"] = status.PendingBytes,
            ["droppedEvents"] = status.Dropped,
            ["refusedEvents"] = status.Refused,
        };
        if (status.ObjectKey is { } key)
            data["objectKey"] = key;
        if (status.LastStoredAt is { } storedAt)
            data["lastStoredAt"] = storedAt;
        if (status.LastFailure is { } failure)
            data["lastFailure"] = failure;

        var (health, description) = Judge(status, lag, now, context.Registration.FailureStatus);
        return Task.FromResult(new HealthCheckResult(health, description, exception: null, data));
    }

    private (HealthStatus Health, string Description) Judge(
        PipelineStatus status, TimeSpan lag, DateTimeOffset now, HealthStatus failureStatus)
    {
        var lost = status.Dropped + status.Refused;
        var lastDropAt = LastDropAt(lost, now);
        if (status.DroppedByReason.ContainsKey(DropReason.PipelineFailed))
            return (
                failureStatus,
                "Delivery has stopped because of a bug in LogAppendSink. Events are dropped until the application restarts.");
        if (status.FailingSince is { } since && now - since >= options.UnhealthyOutage)
            return (failureStatus, string.Create(
                CultureInfo.InvariantCulture, $"Delivery has failed for {Seconds(now - since)} s: {status.CurrentFailure}"));
        if (lastDropAt is { } dropAt && now - dropAt < options.DegradedAfterDrop)
            return (
                HealthStatus.Degraded,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Events were dropped within the last {Seconds(options.DegradedAfterDrop)} s ({lost} since the start)."));
        if (lag > options.DegradedLag)
        {
            var cause = status.CurrentFailure is { } failure ? " " + failure : "";
            return (HealthStatus.Degraded, string.Create(
                CultureInfo.InvariantCulture, $"The oldest event has waited for {Seconds(lag)} s to be stored.{cause}"));
        }

        return (HealthStatus.Healthy, "Events are stored.");
    }

    /// <summary>When an increase in drops was last seen: the status counts drops but has no time for them.</summary>
    private DateTimeOffset? LastDropAt(long dropped, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (dropped > _droppedSeen)
                (_droppedSeen, _droppedSeenAt) = (dropped, now);
            return _droppedSeenAt;
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
