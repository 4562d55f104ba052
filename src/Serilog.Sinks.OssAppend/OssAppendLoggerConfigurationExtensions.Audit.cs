using LogAppendSink;
using LogAppendSink.Credentials;
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
    /// Stores each event before the logging call returns, with each setting a parameter: the form that appsettings.json uses.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A call that returns: the event is in the store, exactly once and behind those logged before it. A call that throws (an
    /// <see cref="AggregateException"/> of Serilog's around a <see cref="TimeoutException"/>, a <see cref="RecordNotStoredException"/> or what
    /// the formatter threw): the event is <em>not known</em> to be stored. It may be stored later; logged again, it may then stand there twice.
    /// An event above <c>EventBodyLimitBytes</c> is refused, not shortened.
    /// </para>
    /// <para>
    /// Each call costs a request to the store; calls of many threads share one. They block a thread each meanwhile. Nothing waits for
    /// company, so settings about batches and queues have no parameters here; the callback overload has them all.
    /// </para>
    /// </remarks>
    /// <param name="auditSinkConfiguration">The logger's <c>AuditTo</c>.</param>
    /// <param name="endpoint"><inheritdoc cref="OssAppendOptions.Endpoint" path="/summary"/></param>
    /// <param name="bucket"><inheritdoc cref="OssAppendOptions.Bucket" path="/summary"/></param>
    /// <param name="objectKey"><inheritdoc cref="OssAppendOptions.ObjectKey" path="/summary"/></param>
    /// <param name="region"><inheritdoc cref="OssAppendOptions.Region" path="/summary"/></param>
    /// <param name="store"><inheritdoc cref="OssAppendOptions.Store" path="/summary"/></param>
    /// <param name="bucketAddressing"><inheritdoc cref="OssAppendOptions.BucketAddressing" path="/summary"/></param>
    /// <param name="signatureVersion"><inheritdoc cref="OssAppendOptions.SignatureVersion" path="/summary"/></param>
    /// <param name="application"><inheritdoc cref="OssAppendOptions.Application" path="/summary"/></param>
    /// <param name="accessKeyId"><inheritdoc cref="OssAppendOptions.AccessKeyId" path="/summary"/></param>
    /// <param name="accessKeySecret"><inheritdoc cref="OssAppendOptions.AccessKeySecret" path="/summary"/></param>
    /// <param name="securityToken"><inheritdoc cref="OssAppendOptions.SecurityToken" path="/summary"/></param>
    /// <param name="credentials"><inheritdoc cref="OssAppendOptions.Credentials" path="/summary"/></param>
    /// <param name="httpMessageHandler"><inheritdoc cref="OssAppendOptions.HttpMessageHandler" path="/summary"/> The caller disposes it.</param>
    /// <param name="rollingInterval"><inheritdoc cref="OssAppendOptions.RollingInterval" path="/summary"/></param>
    /// <param name="objectSizeLimitBytes"><inheritdoc cref="OssAppendOptions.ObjectSizeLimitBytes" path="/summary"/></param>
    /// <param name="objectAppendLimit"><inheritdoc cref="OssAppendOptions.ObjectAppendLimit" path="/summary"/></param>
    /// <param name="eventBodyLimitBytes"><inheritdoc cref="OssAppendOptions.EventBodyLimitBytes" path="/summary"/></param>
    /// <param name="compression"><inheritdoc cref="OssAppendOptions.Compression" path="/summary"/></param>
    /// <param name="requestTimeout"><inheritdoc cref="OssAppendOptions.RequestTimeout" path="/summary"/></param>
    /// <param name="shutdownTimeout"><inheritdoc cref="OssAppendOptions.ShutdownTimeout" path="/summary"/></param>
    /// <param name="onConflict"><inheritdoc cref="OssAppendOptions.OnConflict" path="/summary"/></param>
    /// <param name="contentType"><inheritdoc cref="OssAppendOptions.ContentType" path="/summary"/></param>
    /// <param name="storageClass"><inheritdoc cref="OssAppendOptions.StorageClass" path="/summary"/></param>
    /// <param name="serverSideEncryption"><inheritdoc cref="OssAppendOptions.ServerSideEncryption" path="/summary"/></param>
    /// <param name="objectAcl"><inheritdoc cref="OssAppendOptions.ObjectAcl" path="/summary"/></param>
    /// <param name="tags"><inheritdoc cref="OssAppendOptions.Tags" path="/summary"/></param>
    /// <param name="metadata"><inheritdoc cref="OssAppendOptions.Metadata" path="/summary"/></param>
    /// <param name="allowUnencryptedEndpoint"><inheritdoc cref="OssAppendOptions.AllowUnencryptedEndpoint" path="/summary"/></param>
    /// <param name="onNotice"><inheritdoc cref="OssAppendOptions.OnNotice" path="/summary"/> SelfLog hears of each notice as well.</param>
    /// <param name="storeTimeLimit">Longest a logging call waits until its event is stored; then it throws. Default: null, which is 30 s. Range: above 0 to 1 hour.</param>
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="settings">
    /// Any of the settings as texts, by their names as in <see cref="OssAppendOptions"/> (case does not matter); they win over the parameters. A
    /// name that is none is told, as <see cref="DeliveryNoticeKind.UnknownSetting"/>, where an unknown argument is passed over in silence.
    /// Default: null. What is no text (tags, metadata, credentials, what an event looks like, its least level) stands beside it.
    /// </param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set, or <paramref name="storeTimeLimit"/> is out of range.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerAuditSinkConfiguration auditSinkConfiguration,
        string? endpoint = null,
        string? bucket = null,
        string objectKey = DefaultObjectKey,
        string? region = null,
        StoreKind store = StoreKind.Oss,
        BucketAddressing bucketAddressing = BucketAddressing.Automatic,
        OssSignatureVersion signatureVersion = OssSignatureVersion.V4,
        string? application = null,
        string? accessKeyId = null,
        string? accessKeySecret = null,
        string? securityToken = null,
        ICredentialsProvider? credentials = null,
        HttpMessageHandler? httpMessageHandler = null,
        ObjectRollingInterval rollingInterval = ObjectRollingInterval.Day,
        long objectSizeLimitBytes = 5_000_000_000,
        int? objectAppendLimit = null,
        int eventBodyLimitBytes = 256 * 1024,
        RecordCompression compression = RecordCompression.None,
        TimeSpan? requestTimeout = null,
        TimeSpan? shutdownTimeout = null,
        ConflictMode? onConflict = null,
        string? contentType = null,
        string? storageClass = null,
        string? serverSideEncryption = null,
        string? objectAcl = null,
        IDictionary<string, string>? tags = null,
        IDictionary<string, string>? metadata = null,
        bool allowUnencryptedEndpoint = false,
        Action<DeliveryNotice>? onNotice = null,
        TimeSpan? storeTimeLimit = null,
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        IDictionary<string, string?>? settings = null)
    {
        var parameters = new ParameterOptions();
        return auditSinkConfiguration.Add(
            parameters,
            options =>
            {
                options.Endpoint = NotEmpty(endpoint);
                options.Bucket = NotEmpty(bucket);
                options.ObjectKey = NotEmpty(objectKey) ?? options.ObjectKey;
                options.Region = NotEmpty(region);
                options.Store = store;
                options.BucketAddressing = bucketAddressing;
                options.SignatureVersion = signatureVersion;
                options.Application = NotEmpty(application);
                options.AccessKeyId = NotEmpty(accessKeyId);
                options.AccessKeySecret = NotEmpty(accessKeySecret);
                options.SecurityToken = NotEmpty(securityToken);
                options.Credentials = credentials;
                options.HttpMessageHandler = httpMessageHandler;
                options.RollingInterval = rollingInterval;
                options.ObjectSizeLimitBytes = objectSizeLimitBytes;
                options.ObjectAppendLimit = objectAppendLimit;
                options.EventBodyLimitBytes = eventBodyLimitBytes;
                options.Compression = compression;
                options.RequestTimeout = requestTimeout ?? options.RequestTimeout;
                options.ShutdownTimeout = shutdownTimeout ?? options.ShutdownTimeout;

                // Not set, it depends on the store what it is.
                if (onConflict is { } mode)
                    options.OnConflict = mode;
                options.ContentType = NotEmpty(contentType);
                options.StorageClass = NotEmpty(storageClass);
                options.ServerSideEncryption = NotEmpty(serverSideEncryption);
                options.ObjectAcl = NotEmpty(objectAcl);
                CopyTo(options.Tags, tags);
                CopyTo(options.Metadata, metadata);
                options.AllowUnencryptedEndpoint = allowUnencryptedEndpoint;
                options.OnNotice = onNotice;
                parameters.Read(settings);
            },
            storeTimeLimit,
            restrictedToMinimumLevel,
            levelSwitch,
            formatter,
            outputTemplate,
            formatProvider);
    }

    /// <summary>Stores each event before the logging call returns, with the settings made in a callback.</summary>
    /// <remarks>What it guarantees stands at the overload with a parameter for each setting.</remarks>
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
        ArgumentNullException.ThrowIfNull(configure);
        return auditSinkConfiguration.Add(
            new OssAppendOptions(),
            configure,
            storeTimeLimit,
            restrictedToMinimumLevel,
            levelSwitch,
            formatter,
            outputTemplate,
            formatProvider);
    }

    /// <summary>Stores each event before the logging call returns, through a pipeline that exists already.</summary>
    /// <remarks>
    /// What it guarantees stands at the overload with a parameter for each setting. Events that others have put into the pipeline before are
    /// stored first.
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
        var sink = OssAppendSinks.AuditOver(pipeline, storeTimeLimit, formatter, outputTemplate, formatProvider);
        return auditSinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }

    private static LoggerConfiguration Add(
        this LoggerAuditSinkConfiguration auditSinkConfiguration,
        OssAppendOptions options,
        Action<OssAppendOptions> configure,
        TimeSpan? storeTimeLimit,
        LogEventLevel restrictedToMinimumLevel,
        LoggingLevelSwitch? levelSwitch,
        ITextFormatter? formatter,
        string? outputTemplate,
        IFormatProvider? formatProvider)
    {
        ArgumentNullException.ThrowIfNull(auditSinkConfiguration);
        configure(options);
        var sink = OssAppendSinks.CreateAudit(options, storeTimeLimit, formatter, outputTemplate, formatProvider);
        return auditSinkConfiguration.Sink(sink, restrictedToMinimumLevel, levelSwitch);
    }
}
