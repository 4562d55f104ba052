using LogAppendSink;
using LogAppendSink.Credentials;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Sinks.OssAppend;

namespace Serilog;

// The overload with each setting as a parameter.
public static partial class OssAppendLoggerConfigurationExtensions
{
    private const string DefaultObjectKey = "logs/{Application}/{Date}/{Host}.clef";

    /// <summary>
    /// Ships events to append objects, with each setting a parameter: the form that appsettings.json uses through
    /// Serilog.Settings.Configuration.
    /// </summary>
    /// <param name="sinkConfiguration">The logger's <c>WriteTo</c>.</param>
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
    /// <param name="batchSizeLimitBytes"><inheritdoc cref="OssAppendOptions.BatchSizeLimitBytes" path="/summary"/></param>
    /// <param name="period">
    /// <see cref="OssAppendOptions.BufferingTimeLimit"/>, under the name it has in Serilog's other sinks. Longest an event
    /// waits for company before it is sent. Default: null, which is 2 s. Range: 0 (send at once) to 1 hour.
    /// </param>
    /// <param name="eagerlyEmitFirstEvent"><inheritdoc cref="OssAppendOptions.EagerlyEmitFirstEvent" path="/summary"/></param>
    /// <param name="queueLimitBytes"><inheritdoc cref="OssAppendOptions.QueueLimitBytes" path="/summary"/></param>
    /// <param name="queueFullMode"><inheritdoc cref="OssAppendOptions.QueueFullMode" path="/summary"/></param>
    /// <param name="bufferPath"><inheritdoc cref="OssAppendOptions.BufferPath" path="/summary"/></param>
    /// <param name="bufferSizeLimitBytes"><inheritdoc cref="OssAppendOptions.BufferSizeLimitBytes" path="/summary"/></param>
    /// <param name="bufferFlushInterval"><inheritdoc cref="OssAppendOptions.BufferFlushInterval" path="/summary"/></param>
    /// <param name="bufferDurability"><inheritdoc cref="OssAppendOptions.BufferDurability" path="/summary"/></param>
    /// <param name="eventBodyLimitBytes"><inheritdoc cref="OssAppendOptions.EventBodyLimitBytes" path="/summary"/></param>
    /// <param name="compression"><inheritdoc cref="OssAppendOptions.Compression" path="/summary"/></param>
    /// <param name="retryTimeLimit"><inheritdoc cref="OssAppendOptions.RetryTimeLimit" path="/summary"/></param>
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
    /// <param name="formatter">Formats an event; it gets a <c>\n</c> if it has none. Default: null, the compact log event format.</param>
    /// <param name="outputTemplate">A text format, e.g. <c>{Timestamp:o} [{Level:u3}] {Message:lj}{NewLine}{Exception}</c>. Default: null.</param>
    /// <param name="formatProvider">The culture of <paramref name="outputTemplate"/>. Default: null, the invariant one.</param>
    /// <param name="restrictedToMinimumLevel">Least level that is shipped. Ignored where <paramref name="levelSwitch"/> is set.</param>
    /// <param name="levelSwitch">Least level that is shipped, changeable while the application runs. Default: null.</param>
    /// <param name="batching">
    /// Puts Serilog's queue of events before the sink, so that events are encoded on its batching thread: see
    /// <see cref="OssAppendBatchedSink"/>. Default: null, events are encoded by the thread that logs them.
    /// </param>
    /// <param name="settings">
    /// Any of the settings as texts, by their names as in <see cref="OssAppendOptions"/> (case does not matter); they win over the parameters. A
    /// name that is none is told, as <see cref="DeliveryNoticeKind.UnknownSetting"/>, where an unknown argument is passed over in silence.
    /// Default: null. What is no text (tags, metadata, credentials, what an event looks like, its least level) stands beside it.
    /// </param>
    /// <exception cref="OssAppendOptionsException">Settings that cannot work; the message lists every fault.</exception>
    /// <exception cref="ArgumentException">Both <paramref name="formatter"/> and <paramref name="outputTemplate"/> are set.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Serilog refuses <paramref name="batching"/>.</exception>
    public static LoggerConfiguration OssAppend(
        this LoggerSinkConfiguration sinkConfiguration,
        // All optional, so that settings that are missing get the sink's own message and not "no such method".
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
        int batchSizeLimitBytes = 4 * 1024 * 1024,
        TimeSpan? period = null,
        bool eagerlyEmitFirstEvent = true,
        long queueLimitBytes = 64 * 1024 * 1024,
        QueueFullMode queueFullMode = QueueFullMode.DropWrite,
        string? bufferPath = null,
        long bufferSizeLimitBytes = 1024 * 1024 * 1024,
        TimeSpan? bufferFlushInterval = null,
        BufferDurability bufferDurability = BufferDurability.Interval,
        int eventBodyLimitBytes = 256 * 1024,
        RecordCompression compression = RecordCompression.None,
        TimeSpan? retryTimeLimit = null,
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
        ITextFormatter? formatter = null,
        string? outputTemplate = null,
        IFormatProvider? formatProvider = null,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        LoggingLevelSwitch? levelSwitch = null,
        BatchingOptions? batching = null,
        IDictionary<string, string?>? settings = null)
    {
        var parameters = new ParameterOptions();
        return sinkConfiguration.Add(
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
                options.BatchSizeLimitBytes = batchSizeLimitBytes;
                options.BufferingTimeLimit = period ?? options.BufferingTimeLimit;
                options.EagerlyEmitFirstEvent = eagerlyEmitFirstEvent;
                options.QueueLimitBytes = queueLimitBytes;
                options.QueueFullMode = queueFullMode;
                options.BufferPath = NotEmpty(bufferPath);
                options.BufferSizeLimitBytes = bufferSizeLimitBytes;
                options.BufferFlushInterval = bufferFlushInterval ?? options.BufferFlushInterval;
                options.BufferDurability = bufferDurability;
                options.EventBodyLimitBytes = eventBodyLimitBytes;
                options.Compression = compression;
                options.RetryTimeLimit = retryTimeLimit;
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
            restrictedToMinimumLevel,
            levelSwitch,
            formatter,
            outputTemplate,
            formatProvider,
            batching);
    }

    // An empty environment variable is how a deployment leaves a setting out.
    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static void CopyTo(IDictionary<string, string> target, IDictionary<string, string>? source)
    {
        foreach (var (name, value) in source ?? new Dictionary<string, string>())
            target[name] = value;
    }
}
