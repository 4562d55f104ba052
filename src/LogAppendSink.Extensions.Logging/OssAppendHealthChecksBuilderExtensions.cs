using LogAppendSink;
using LogAppendSink.Extensions.Logging;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds <c>AddHealthChecks().AddOssAppend(...)</c>.</summary>
/// <remarks>
/// Unhealthy if delivery has failed for longer than <see cref="OssAppendHealthOptions.UnhealthyOutage"/>. Degraded if the oldest event has
/// waited for longer than <see cref="OssAppendHealthOptions.DegradedLag"/>, or if events were dropped recently. The data contains
/// <c>lagSeconds</c>, <c>pendingEvents</c>, <c>pendingBytes</c>, <c>droppedEvents</c>, <c>refusedEvents</c> and, once known,
/// <c>objectKey</c>, <c>lastStoredAt</c> and <c>lastFailure</c>. The check sends no request to the store. Most applications work without
/// logging, so give the check a tag and exclude it from liveness probes.
/// </remarks>
public static class OssAppendHealthChecksBuilderExtensions
{
    private const string DefaultName = "oss-append";

    /// <summary>Adds a check of the pipeline used by <c>builder.Logging.AddOssAppend(...)</c>.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The name of the check; use a different one for each pipeline.</param>
    /// <param name="failureStatus">The status reported instead of unhealthy. Default: null, unhealthy.</param>
    /// <param name="tags">Tags to select checks by. Default: no tags.</param>
    /// <param name="configure">Configures the limits. Called once, immediately.</param>
    /// <exception cref="ArgumentException">A limit is invalid.</exception>
    public static IHealthChecksBuilder AddOssAppend(
        this IHealthChecksBuilder builder,
        string name = DefaultName,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        Action<OssAppendHealthOptions>? configure = null) =>
        builder.Add(PipelineOf, name, failureStatus, tags, configure);

    /// <summary>Adds a check of a pipeline created by the application.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="pipeline">The pipeline to check; not disposed.</param>
    /// <param name="name">The name of the check; use a different one for each pipeline.</param>
    /// <param name="failureStatus">The status reported instead of unhealthy. Default: null, unhealthy.</param>
    /// <param name="tags">Tags to select checks by. Default: no tags.</param>
    /// <param name="configure">Configures the limits. Called once, immediately.</param>
    /// <exception cref="ArgumentException">A limit is invalid.</exception>
    public static IHealthChecksBuilder AddOssAppend(
        this IHealthChecksBuilder builder,
        LogPipeline pipeline,
        string name = DefaultName,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        Action<OssAppendHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return builder.Add(_ => pipeline, name, failureStatus, tags, configure);
    }

    private static IHealthChecksBuilder Add(
        this IHealthChecksBuilder builder,
        Func<IServiceProvider, LogPipeline> pipelineOf,
        string name,
        HealthStatus? failureStatus,
        IEnumerable<string>? tags,
        Action<OssAppendHealthOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new OssAppendHealthOptions();
        configure?.Invoke(options);
        options.ThrowIfBroken();

        // A registration's factory is called for every check, but this check keeps state.
        builder.Services.AddKeyedSingleton(
            name,
            (services, _) => new OssAppendHealthCheck(() => pipelineOf(services), options));
        return builder.Add(new HealthCheckRegistration(
            name, services => services.GetRequiredKeyedService<OssAppendHealthCheck>(name), failureStatus, tags));
    }

    private static LogPipeline PipelineOf(IServiceProvider services) =>
        services.GetServices<ILoggerProvider>().OfType<OssAppendLoggerProvider>().SingleOrDefault()?.Pipeline
        ?? throw new InvalidOperationException(
            "The OssAppend health check found no pipeline. Call builder.Logging.AddOssAppend(...), or pass the pipeline to the check.");
}
