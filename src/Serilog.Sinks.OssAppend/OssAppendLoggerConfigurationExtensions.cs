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
/// <para>
/// Events are written in the compact log event format, one JSON object a line, unless <c>formatter</c> or
/// <c>outputTemplate</c> says otherwise; give <c>objectKey</c> a fitting extension then, e.g. <c>.log</c>.
/// </para>
/// <para>
/// The sink encodes on the thread that logs, never throws into a logging call, and never makes it wait unless
/// <see cref="QueueFullMode.Wait"/> is asked for. Dispose the logger, or call <c>Log.CloseAndFlushAsync()</c>, so that
/// buffered events are sent.
/// </para>
/// </remarks>
public static partial class OssAppendLoggerConfigurationExtensions
{
    /// <summary>Ships events to append objects, with the main settings as parameters, as <c>Args</c> of appsettings.json has them.</summary>
    /// <remarks>
    /// A parameter overrides the same setting of <paramref name="options"/>. An empty text counts as not set, in a parameter and in
    /// <paramref name="options"/>: an empty environment variable leaves a setting out.
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
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="batching">
    /// Puts Serilog's queue of events before the sink, so that events are encoded on its batching thread: see
    /// <see cref="OssAppendBatchedSink"/>. Default: null, events are encoded by the thread that logs them.
    /// </param>
    /// <param name="options">All settings by their names. Later changes have no effect. Default: null, the default of each setting.</param>
    /// <param name="configuration">
    /// Set by Serilog.Settings.Configuration. Unknown names and unreadable values in it are reported. Default: null.
    /// </param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog refuses <paramref name="batching"/>.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerSinkConfiguration sinkConfiguration,
        // All optional, so that settings that are missing get the sink's own message and not "no such method".
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

    /// <summary>Ships events to append objects, with the settings made in a callback.</summary>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
    /// <param name="configure">Called once, at once, with the defaults.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="batching">
    /// Puts Serilog's queue of events before the sink, so that events are encoded on its batching thread: see
    /// <see cref="OssAppendBatchedSink"/>. Default: null, events are encoded by the thread that logs them.
    /// </param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog refuses <paramref name="batching"/>.</exception>
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
    /// Ships events through a pipeline that exists already, for instance one that Microsoft.Extensions.Logging uses too.
    /// </summary>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
    /// <param name="pipeline">
    /// Used and not disposed: whoever created it disposes it, after this logger. Its notices go to its own
    /// <see cref="OssAppendOptions.OnNotice"/>, not to SelfLog.
    /// </param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="batching">
    /// Puts Serilog's queue of events before the sink, so that events are encoded on its batching thread: see
    /// <see cref="OssAppendBatchedSink"/>. Default: null, events are encoded by the thread that logs them.
    /// </param>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog refuses <paramref name="batching"/>.</exception>
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
