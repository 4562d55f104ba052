using LogAppendSink;
using LogAppendSink.Extensions.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Configuration;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Logging;

/// <summary>Adds <c>builder.Logging.AddOssAppend(...)</c>.</summary>
/// <remarks>
/// Settings are bound to the section <c>Logging:OssAppend</c>, and the <c>LogLevel</c> rules below it are the provider's own. Settings that
/// cannot work stop the host from being built, with an <see cref="OssAppendOptionsException"/> that lists every fault.
/// </remarks>
public static class OssAppendLoggingBuilderExtensions
{
    /// <summary>Ships events to append objects, with the settings of the section <c>Logging:OssAppend</c>. May be called twice.</summary>
    /// <param name="builder">The application's logging.</param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddConfiguration();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, OssAppendLoggerProvider>(ProviderFactory.Create));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<OssAppendLoggerOptions>, ConfiguredOptions>());
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IOptionsChangeTokenSource<OssAppendLoggerOptions>, LoggerProviderOptionsChangeTokenSource<OssAppendLoggerOptions, OssAppendLoggerProvider>>());
        return builder;
    }

    /// <summary>As <see cref="AddOssAppend(ILoggingBuilder)"/>, with settings made in a callback, which has the last word.</summary>
    /// <param name="builder">The application's logging.</param>
    /// <param name="configure">Called when the provider is made, with what the configuration says.</param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder, Action<OssAppendLoggerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddOssAppend();
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Ships events through a pipeline that exists already, for instance one that Serilog uses too.</summary>
    /// <remarks>
    /// Of the settings only <see cref="OssAppendLoggerOptions.IncludeScopes"/>, <see cref="OssAppendLoggerOptions.FormatterName"/> and the
    /// <c>LogLevel</c> rules count: the pipeline has its own.
    /// </remarks>
    /// <param name="builder">The application's logging.</param>
    /// <param name="pipeline">Used and not disposed: whoever created it disposes it, after the host. Its notices go to its own <see cref="OssAppendOptions.OnNotice"/>.</param>
    public static ILoggingBuilder AddOssAppend(this ILoggingBuilder builder, LogPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        builder.AddOssAppend();
        builder.Services.AddSingleton(new SharedPipeline(pipeline));
        return builder;
    }
}
