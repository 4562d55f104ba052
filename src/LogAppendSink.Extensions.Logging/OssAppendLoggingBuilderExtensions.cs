using LogAppendSink;
using LogAppendSink.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Logging;

/// <summary>Adds <c>builder.Logging.AddOssAppend(...)</c>.</summary>
/// <remarks>
/// Settings are bound to the section <c>Logging:OssAppend</c>, and the <c>LogLevel</c> rules in it apply to this provider. If settings are
/// invalid, building the host throws an <see cref="OssAppendOptionsException"/> that lists all errors.
/// </remarks>
public static class OssAppendLoggingBuilderExtensions
{
    /// <summary>Stores events in append objects, with the settings of the section <c>Logging:OssAppend</c>. May be called twice.</summary>
    /// <param name="builder">The application's logging.</param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddConfiguration();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, OssAppendLoggerProvider>(ProviderFactory.Create));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<OssAppendLoggerOptions>, ConfiguredOptions>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<
                IOptionsChangeTokenSource<OssAppendLoggerOptions>,
                LoggerProviderOptionsChangeTokenSource<OssAppendLoggerOptions, OssAppendLoggerProvider>>());
        return builder;
    }

    /// <summary>As <see cref="AddOssAppend(ILoggingBuilder)"/>, with a callback that overrides the settings.</summary>
    /// <param name="builder">The application's logging.</param>
    /// <param name="configure">Called with the bound settings when the provider is created.</param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder, Action<OssAppendLoggerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddOssAppend();
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Stores events through an existing pipeline, e.g. one shared with Serilog.</summary>
    /// <remarks>
    /// Only <see cref="OssAppendLoggerOptions.IncludeScopes"/>, <see cref="OssAppendLoggerOptions.FormatterName"/> and the <c>LogLevel</c>
    /// rules apply; the pipeline has its own settings.
    /// </remarks>
    /// <param name="builder">The application's logging.</param>
    /// <param name="pipeline">
    /// The pipeline. Its creator disposes it after the host. Its notices go to its own <see cref="OssAppendOptions.OnNotice"/>.
    /// </param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder, LogPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        builder.AddOssAppend();
        builder.Services.AddSingleton(new SharedPipeline(pipeline));
        return builder;
    }
}
