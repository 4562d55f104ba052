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
    /// Stores each event before the logging call returns, with the main settings as parameters, as <c>Args</c> of appsettings.json has them.
    /// </summary>
    /// <remarks>
    /// <para>
    /// If a call returns, its event is in the store, exactly once and after those logged before it. If a call throws (an
    /// <see cref="AggregateException"/> of Serilog's around a <see cref="TimeoutException"/>, a <see cref="RecordNotStoredException"/> or what
    /// the formatter threw), its event is <em>not known</em> to be stored. It may be stored later; if it is logged again, it may be stored twice.
    /// An event above <c>EventBodyLimitBytes</c> is refused, not shortened.
    /// </para>
    /// <para>
    /// Each call costs a request to the store, and blocks its thread until then; calls of many threads share a request. So the settings of
    /// batches and buffers have no parameters.
    /// </para>
    /// <para>
    /// A parameter overrides the same setting of <paramref name="options"/>. An empty text counts as not set, in a parameter and in
    /// <paramref name="options"/>: an empty environment variable leaves a setting out.
    /// </para>
    /// </remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="endpoint"><inheritdoc cref="OssAppendOptions.Endpoint" path="/summary"/></param>
    /// <param name="bucket"><inheritdoc cref="OssAppendOptions.Bucket" path="/summary"/></param>
    /// <param name="objectKey"><inheritdoc cref="OssAppendOptions.ObjectKey" path="/summary"/></param>
    /// <param name="region"><inheritdoc cref="OssAppendOptions.Region" path="/summary"/></param>
    /// <param name="rollingInterval"><inheritdoc cref="OssAppendOptions.RollingInterval" path="/summary"/></param>
    /// <param name="compression"><inheritdoc cref="OssAppendOptions.Compression" path="/summary"/></param>
    /// <param name="storeTimeLimit">Longest a logging call waits until its event is stored; then it throws. Default: null, which is 30 s. Range: above 0 to 1 hour.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="options">All settings by their names. Later changes have no effect. Default: null, the default of each setting.</param>
    /// <param name="configuration">
    /// Set by Serilog.Settings.Configuration. Unknown names and unreadable values in it are reported. Default: null.
    /// </param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of range.</exception>
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

    /// <summary>Stores each event before the logging call returns, with the settings made in a callback.</summary>
    /// <remarks>The overload with the main settings as parameters describes the guarantees.</remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="configure">Called once, at once, with the defaults.</param>
    /// <param name="storeTimeLimit">Longest a logging call waits until its event is stored; then it throws. Default: null, which is 30 s. Range: above 0 to 1 hour.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of range.</exception>
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

    /// <summary>Stores each event before the logging call returns, through a pipeline that exists already.</summary>
    /// <remarks>
    /// The overload with the main settings as parameters describes the guarantees. Events that are already in the pipeline are stored first.
    /// </remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="pipeline">Used and not disposed: whoever created it disposes it, after this logger.</param>
    /// <param name="storeTimeLimit">Longest a logging call waits until its event is stored; then it throws. Default: null, which is 30 s. Range: above 0 to 1 hour.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of range.</exception>
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
