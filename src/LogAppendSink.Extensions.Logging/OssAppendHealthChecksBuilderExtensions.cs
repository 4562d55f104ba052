using LogAppendSink;
using LogAppendSink.Extensions.Logging;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds <c>AddHealthChecks().AddOssAppend(...)</c>.</summary>
/// <remarks>
/// Unhealthy when delivery has failed for longer than <see cref="OssAppendHealthOptions.UnhealthyOutage"/>; degraded when the oldest event
/// waits for longer than <see cref="OssAppendHealthOptions.DegradedLag"/>, or when events were dropped recently. The data tells
/// <c>lagSeconds</c>, <c>pendingEvents</c>, <c>pendingBytes</c>, <c>droppedEvents</c>, <c>refusedEvents</c> and, once there are any, <c>objectKey</c>,
/// <c>lastStoredAt</c> and <c>lastFailure</c>. Asks the store nothing. An application that cannot log can serve as a rule: give the check a
/// tag and leave it out of what restarts the application.
/// </remarks>
public static class OssAppendHealthChecksBuilderExtensions
{
    private const string DefaultName = "oss-append";

    /// <summary>Adds a check of the pipeline that <c>builder.Logging.AddOssAppend(...)</c> uses.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name, for one pipeline each.</param>
    /// <param name="failureStatus">What is reported in place of unhealthy. Default: null, unhealthy.</param>
    /// <param name="tags">Tags to choose checks by. Default: none.</param>
    /// <param name="configure">Sets the times. Called once, at once.</param>
    /// <exception cref="ArgumentException">A time that makes no sense.</exception>
    public static IHealthChecksBuilder AddOssAppend(
        this IHealthChecksBuilder builder,
        string name = DefaultName,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        Action<OssAppendHealthOptions>? configure = null) =>
        builder.Add(PipelineOf, name, failureStatus, tags, configure);

    /// <summary>Adds a check of a pipeline that the application has made itself.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="pipeline">Looked at and not disposed.</param>
    /// <param name="name">The check's name, for one pipeline each.</param>
    /// <param name="failureStatus">What is reported in place of unhealthy. Default: null, unhealthy.</param>
    /// <param name="tags">Tags to choose checks by. Default: none.</param>
    /// <param name="configure">Sets the times. Called once, at once.</param>
    /// <exception cref="ArgumentException">A time that makes no sense.</exception>
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

        // A registration's factory is called for every check, and ours remembers.
        builder.Services.AddKeyedSingleton(
            name,
            (services, _) => new OssAppendHealthCheck(() => pipelineOf(services), options));
        return builder.Add(new HealthCheckRegistration(
            name, services => services.GetRequiredKeyedService<OssAppendHealthCheck>(name), failureStatus, tags));
    }

    private static LogPipeline PipelineOf(IServiceProvider services) =>
        services.GetServices<ILoggerProvider>().OfType<OssAppendLoggerProvider>().SingleOrDefault()?.Pipeline
        ?? throw new InvalidOperationException(
            "The health check of OssAppend finds no pipeline: call builder.Logging.AddOssAppend(...), or hand the check the pipeline that Serilog uses.");
}
