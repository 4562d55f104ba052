using LogAppendSink;
using Microsoft.Extensions.Configuration;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend;

namespace Serilog;

// AuditTo.OssAppend(...).
public static partial class OssAppendLoggerConfigurationExtensions
{
    /// <summary>
    /// Stores each event before the logging call returns. Has the main settings as parameters, for <c>Args</c> in appsettings.json.
    /// </summary>
    /// <remarks>
    /// <para> If a call returns, its event is in the store, exactly once and after all events logged before it. If a call throws (Serilog's
    /// <see cref="AggregateException"/> around a <see cref="TimeoutException"/>, a <see cref="RecordNotStoredException"/> or an exception
    /// of the formatter), the event is <em>not known</em> to be stored. It may be stored later; if it is logged again, it may be stored
    /// twice. An event above <c>EventBodyLimitBytes</c> is refused, not shortened.
    /// </para>
    /// <para> Each call blocks its thread until the store has responded; concurrent calls share a request. So there are no parameters for
    /// batches and buffers.
    /// </para>
    /// <para> A parameter overrides the same setting of <paramref name="options"/>. In both, an empty text counts as not set, so that an
    /// empty environment variable can leave out a setting.
    /// </para>
    /// </remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="endpoint"><inheritdoc cref="OssAppendOptions.Endpoint" path="/summary"/></param>
    /// <param name="bucket"><inheritdoc cref="OssAppendOptions.Bucket" path="/summary"/></param>
    /// <param name="objectKey"><inheritdoc cref="OssAppendOptions.ObjectKey" path="/summary"/></param>
    /// <param name="region"><inheritdoc cref="OssAppendOptions.Region" path="/summary"/></param>
    /// <param name="rollingInterval"><inheritdoc cref="OssAppendOptions.RollingInterval" path="/summary"/></param>
    /// <param name="compression"><inheritdoc cref="OssAppendOptions.Compression" path="/summary"/></param>
    /// <param name="storeTimeLimit">
    /// The longest time that a logging call waits for its event to be stored before it throws. Default: null, 30 s. Range: above 0 to 1
    /// hour.
    /// </param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="options">All settings by name. Later changes have no effect. Default: null, the default of each setting.</param>
    /// <param name="configuration">
    /// Set by Serilog.Settings.Configuration. Unknown names and unreadable values in it are reported. Default: null.
    /// </param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the message lists all errors.</exception>
    /// <exception cref="ArgumentException">
    /// Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of
    /// range.
    /// </exception>
    public static LoggerConfiguration OssAppend(
        this LoggerAuditSinkConfiguration auditSinkConfiguration,
        string? endpoint = null,
        string? bucket = null,
        string? objectKey = null,
        string? region = null,
        ObjectRollingInterval? rollingInterval = null,
        RecordCompression? compression = null,
        TimeSpan? storeTimeLimit = null,
        string? outputTemplate = null,
        ITextFormatter? formatter = null,
        IFormatProvider? formatProvider = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        OssAppendOptions? options = null,
        IConfiguration? configuration = null)
    {
        ArgumentNullException.ThrowIfNull(auditSinkConfiguration);
        var settings = GivenSettings.Over(options, endpoint, bucket, objectKey, region, rollingInterval, compression);
        var encoder = OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider);
        var check = ConfigurationCheck.Of(configuration, typeof(LoggerAuditSinkConfiguration));
        var sink = OssAppendSinks.CreateAudit(settings, encoder, storeTimeLimit, check);
        return auditSinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }

    /// <summary>Stores each event before the logging call returns, with settings from a callback.</summary>
    /// <remarks>The overload with the main settings as parameters describes the guarantees.</remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="configure">Called once, immediately, with the default options.</param>
    /// <param name="storeTimeLimit">
    /// The longest time that a logging call waits for its event to be stored before it throws. Default: null, 30 s. Range: above 0 to 1
    /// hour.
    /// </param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <exception cref="OssAppendOptionsException">The settings are invalid; the message lists all errors.</exception>
    /// <exception cref="ArgumentException">
    /// Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of
    /// range.
    /// </exception>
    public static LoggerConfiguration OssAppend(
        this LoggerAuditSinkConfiguration auditSinkConfiguration,
        Action<OssAppendOptions> configure,
        TimeSpan? storeTimeLimit = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null)
    {
        ArgumentNullException.ThrowIfNull(auditSinkConfiguration);
        var encoder = OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider);
        var sink = OssAppendSinks.CreateAudit(GivenSettings.From(configure), encoder, storeTimeLimit);
        return auditSinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }

    /// <summary>Stores each event before the logging call returns, through an existing pipeline.</summary>
    /// <remarks>
    /// The overload with the main settings as parameters describes the guarantees. Events already in the pipeline are stored first.
    /// </remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="pipeline">The pipeline. Its creator disposes it, after this logger.</param>
    /// <param name="storeTimeLimit">
    /// The longest time that a logging call waits for its event to be stored before it throws. Default: null, 30 s. Range: above 0 to 1
    /// hour.
    /// </param>
    /// <param name="restrictedToMinimumLevel">The minimum level. Ignored if <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">The minimum level, changeable at run time. Default: null.</param>
    /// <param name="formatter">Formats an event; <c>\n</c> is appended if missing. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">
    /// A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.
    /// </param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant culture.</param>
    /// <exception cref="ArgumentException">
    /// Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of
    /// range.
    /// </exception>
    public static LoggerConfiguration OssAppend(
        this LoggerAuditSinkConfiguration auditSinkConfiguration,
        LogPipeline pipeline,
        TimeSpan? storeTimeLimit = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null)
    {
        ArgumentNullException.ThrowIfNull(auditSinkConfiguration);
        ArgumentNullException.ThrowIfNull(pipeline);
        var sink = OssAppendSinks.AuditOver(pipeline, OssAppendSinks.Encoder(formatter, outputTemplate, formatProvider), storeTimeLimit);
        return auditSinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }
}
