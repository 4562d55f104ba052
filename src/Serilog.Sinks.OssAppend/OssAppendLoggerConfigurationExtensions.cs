using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend;

namespace Serilog;

/// <summary>Adds <c>WriteTo.OssAppend(...)</c> and <c>AuditTo.OssAppend(...)</c>.</summary>
/// <remarks>
/// <para> Events are written in compact log event format, one JSON object per line, unless <c>formatter</c> or <c>outputTemplate</c> is
/// set. Then give <c>objectKey</c> a matching extension, e.g. <c>.log</c>.
/// </para>
/// <para> The sink encodes on the thread that logs. A logging call never throws, and waits only with <see cref="QueueFullMode.Wait"/>.
/// Dispose the logger, or call <c>Log.CloseAndFlushAsync()</c>, to send the buffered events.
/// </para>
/// </remarks>
public static partial class OssAppendLoggerConfigurationExtensions
{
    /// <summary>Stores events in append objects. Has the main settings as parameters, for <c>Args</c> in appsettings.json.</summary>
    /// <remarks>
    /// A parameter overrides the same setting of <paramref name="options"/>. In both, an empty text counts as not set, so that an empty
    /// environment variable can leave out a setting.
    /// </remarks>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
    /// <param name="endpoint"><inheritdoc cref="OssAppendOptions.Endpoint" path="/summary"/></param>
    /// <param name="bucket"><inheritdoc cref="OssAppendOptions.Bucket" path="/summary"/></param>
    /// <param name="objectKey"><inheritdoc cref="OssAppendOptions.ObjectKey" path="/summary"/></param>
    /// <param name="region"><inheritdoc cref="OssAppendOptions.Region" path="/summary"/></param>
    /// <param name="rollingInterval"><inheritdoc cref="OssAppendOptions.RollingInterval" path="/summary"/></param>
    /// <param name="bufferingTimeLimit"><inheritdoc cref="OssAppendOptions.BufferingTimeLimit" path="/summary"/></param>
    /// <param name="bufferPath"><inheritdoc cref="OssAppendOptions.BufferPath" path="/summary"/></param>
    /// <param name="compression"><inheritdoc cref="OssAppendOptions.Compression" path="/summary"/></param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="batching">
    /// Adds Serilog's event queue before the sink, so that events are encoded on its batching thread: see <see
    /// cref="OssAppendBatchedSink"/>. Default: null, events are encoded on the thread that logs.
    /// </param>
    /// <param name="options">All settings by name. Later changes have no effect. Default: null, the default of each setting.</param>
    /// <param name="configuration">
    /// Set by Serilog.Settings.Configuration. Unknown names and unreadable values in it are reported. Default: null.
    /// </param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the message lists all errors.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog rejects <paramref name="batching"/>.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerSinkConfiguration sinkConfiguration,
        // All parameters are optional, so that missing settings cause the sink's own message instead of "no such method".
        string? endpoint = null,
        string? bucket = null,
        string? objectKey = null,
        string? region = null,
        ObjectRollingInterval? rollingInterval = null,
        TimeSpan? bufferingTimeLimit = null,
        string? bufferPath = null,
        RecordCompression? compression = null,
        string? outputTemplate = null,
        ITextFormatter? formatter = null,
        IFormatProvider? formatProvider = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        BatchingOptions? batching = null,
        OssAppendOptions? options = null,
        IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(sinkConfiguration);
        var settings = GivenSettings.Over(options, endpoint, bucket, objectKey, region, rollingInterval, compression);
        settings.BufferingTimeLimit = bufferingTimeLimit ?? settings.BufferingTimeLimit;
        settings.BufferPath = GivenSettings.NotEmpty(bufferPath) ?? settings.BufferPath;
        var encoder = OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider);
        var check = ConfigurationCheck.Of(configuration, typeof(LoggerSinkConfiguration));
        var sink = OssAppendSinks.Create(settings, encoder, batching is not null, check);
        return sinkConfiguration.Sink(OssAppendSinks.Queued(sink, batching), restrictedToMinimumLevel, levelSwitch);
    }

    /// <summary>Stores events in append objects, with settings from a callback.</summary>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
    /// <param name="configure">Called once, immediately, with the default options.</param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <param name="batching">
    /// Adds Serilog's event queue before the sink, so that events are encoded on its batching thread: see <see
    /// cref="OssAppendBatchedSink"/>. Default: null, events are encoded on the thread that logs.
    /// </param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the message lists all errors.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog rejects <paramref name="batching"/>.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerSinkConfiguration sinkConfiguration,
        Action<OssAppendOptions> configure,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null,
        BatchingOptions? batching = null)
    {
        ArgumentNullException.ThrowIfNull(sinkConfiguration);
        var encoder = OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider);
        var sink = OssAppendSinks.Create(GivenSettings.From(configure), encoder, batching is not null);
        return sinkConfiguration.Sink(OssAppendSinks.Queued(sink, batching), restrictedToMinimumLevel, levelSwitch);
    }

    /// <summary>
    /// Stores events through an existing pipeline, e.g. one shared with Microsoft.Extensions.Logging.
    /// </summary>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
    /// <param name="pipeline">
    /// The pipeline. Its creator disposes it, after this logger. Its notices go to its own <see cref="OssAppendOptions.OnNotice"/>, not to
    /// SelfLog.
    /// </param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <param name="batching">
    /// Adds Serilog's event queue before the sink, so that events are encoded on its batching thread: see <see
    /// cref="OssAppendBatchedSink"/>. Default: null, events are encoded on the thread that logs.
    /// </param>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog rejects <paramref name="batching"/>.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerSinkConfiguration sinkConfiguration,
        LogPipeline pipeline,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null,
        BatchingOptions? batching = null)
    {
        ArgumentNullException.ThrowIfNull(sinkConfiguration);
        ArgumentNullException.ThrowIfNull(pipeline);
        var sink = OssAppendSinks.Over(pipeline, OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), batching is not null);
        return sinkConfiguration.Sink(OssAppendSinks.Queued(sink, batching), restrictedToMinimumLevel, levelSwitch);
    }
}
