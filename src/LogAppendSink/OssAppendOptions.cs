using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>
/// The settings of one <see cref="LogPipeline"/>. They are checked once, when the pipeline is built, and all faults
/// are reported together. Later changes have no effect.
/// </summary>
/// <remarks>A front end may derive from this class to bind its own settings from the same configuration section.</remarks>
public class OssAppendOptions
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private SecretSetting _accessKeySecret = new();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private SecretSetting _securityToken = new();

    private long? _objectSizeLimitBytes;
    private int? _objectAppendLimit;
    private int? _batchSizeLimitBytes;
    private int? _eventBodyLimitBytes;
    private ConflictMode? _onConflict;
    private IDictionary<string, string> _tags = new Dictionary<string, string>(StringComparer.Ordinal);
    private IDictionary<string, string> _metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of object store. Default: <see cref="StoreKind.Oss"/>.</summary>
    public StoreKind Store { get; set; }

    /// <summary>
    /// The endpoint of the store, e.g. <c>oss-cn-hangzhou.aliyuncs.com</c> or <c>http://127.0.0.1:9000</c>. Required.
    /// Without a scheme, https is used, or http for loopback addresses.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// The region for the signature, e.g. <c>cn-hangzhou</c>. Default: the region in the name of a public endpoint. Required for other
    /// endpoints (custom domains, acceleration, IP addresses), except with <see cref="OssSignatureVersion.V1"/>. Ceph's gateway accepts any
    /// region; its default is <c>us-east-1</c>.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>How requests name the bucket. Default: <see cref="BucketAddressing.Automatic"/>.</summary>
    public BucketAddressing BucketAddressing { get; set; }

    /// <summary>How requests are signed. Default: <see cref="OssSignatureVersion.V4"/>.</summary>
    public OssSignatureVersion SignatureVersion { get; set; }

    /// <summary>
    /// The bucket, which must exist. Required. 3 to 63 characters: lower-case letters, digits and hyphens. On Ceph, 3 to 255 characters,
    /// also dots and underscores.
    /// </summary>
    public string? Bucket { get; set; }

    /// <summary>
    /// The key of the objects. Default: <c>logs/{Application}/{Date}/{Host}.clef</c>.
    /// Tokens: <c>{Application}</c>, <c>{Date}</c> or <c>{Date:format}</c>, <c>{Host}</c>, <c>{Process}</c> (its id),
    /// <c>{Instance}</c> (new for every pipeline). Later objects with the same key get <c>-001</c>, <c>-002</c>, … before the
    /// extension. At most 1,023 bytes of UTF-8. It must not begin with <c>/</c> or <c>\</c>.
    /// </summary>
    /// <remarks>
    /// A token's value keeps only letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, so no value can leave the literal
    /// prefix. A date format keeps <c>/</c>: <c>{Date:yyyy/MM/dd}</c> creates folders.
    /// </remarks>
    public string ObjectKey { get; set; } = "logs/{Application}/{Date}/{Host}.clef";

    /// <summary>The value of <c>{Application}</c>. Default: the name of the entry assembly.</summary>
    public string? Application { get; set; }

    /// <summary>
    /// The access key id. Default: null; the key then comes from the environment, a profile file, an OIDC token, the ECS instance role or a
    /// credentials URI, in this order. It is read before the first request, and refreshed before it expires.
    /// </summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of <see cref="AccessKeyId"/>. Default: null. If it is set, the property returns <c>***</c>.</summary>
    /// <remarks>
    /// Printing, destructuring or serializing the settings therefore shows no secret. A copy of the settings needs the secret from its
    /// source, because <c>***</c> is refused as a value.
    /// </remarks>
    public string? AccessKeySecret
    {
        get => _accessKeySecret.Shown;
        set => _accessKeySecret.Set(value);
    }

    /// <summary>
    /// The STS token of a temporary <see cref="AccessKeyId"/>. Default: null. If it is set, the property returns <c>***</c>.
    /// </summary>
    public string? SecurityToken
    {
        get => _securityToken.Shown;
        set => _securityToken.Set(value);
    }

    /// <summary>
    /// Provides credentials before every request, in place of <see cref="AccessKeyId"/>, <see cref="AccessKeySecret"/> and
    /// <see cref="SecurityToken"/>; e.g. one of <see cref="CredentialsProvider"/>. Default: null.
    /// </summary>
    public ICredentialsProvider? Credentials { get; set; }

    /// <summary>
    /// Sends all requests to the store and to STS, in place of the built-in connection pool: for a proxy, certificates or a test. Default:
    /// null.
    /// </summary>
    /// <remarks>
    /// The pipeline never disposes it; dispose it after the pipeline. It must not follow redirects or decompress. A request that exceeds
    /// <see cref="RequestTimeout"/> is abandoned, even if the handler ignores its cancellation token. A handler that logs or traces its
    /// requests makes the pipeline log about itself. Use a <c>SocketsHttpHandler</c> whose <c>ActivityHeadersPropagator</c> is null, not a
    /// handler of an HTTP client factory. Without a handler, requests do not depend on the thread pool. They use the system's proxy
    /// (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), except to this machine and to the instance's metadata service.
    /// </remarks>
    [JsonIgnore]
    [IgnoreDataMember]
    public HttpMessageHandler? HttpMessageHandler { get; set; }

    /// <summary>
    /// Opens a store that is not in this package. Default: null, the store that <see cref="Store"/> names. If it is set, <see
    /// cref="Store"/>, <see cref="Endpoint"/>, <see cref="Region"/> and the credentials have no effect. The factory has its own settings.
    /// </summary>
    [Experimental(ExperimentalApi.Store)]
    [JsonIgnore]
    [IgnoreDataMember]
    public IAppendStoreFactory? StoreFactory { get; set; }

    /// <summary>
    /// When a new object begins, by the time when the records were accepted (UTC). Default: <see cref="ObjectRollingInterval.Day"/>.
    /// </summary>
    /// <remarks>
    /// <see cref="ObjectKey"/> must contain <c>{Date}</c> with a format at least as fine as the interval. Otherwise the objects of the next
    /// period have the same key, and no new object begins.
    /// </remarks>
    public ObjectRollingInterval RollingInterval { get; set; } = ObjectRollingInterval.Day;

    /// <summary>
    /// The largest size of an object, in bytes. An append that would exceed it goes to the next object.
    /// Default: 5,000,000,000. Range: 1 KiB to 5,000,000,000.
    /// </summary>
    /// <remarks>
    /// OSS API reference, AppendObject: an object may not exceed 5 GB. The default is below 5 GB in decimal and binary units.
    /// </remarks>
    public long ObjectSizeLimitBytes
    {
        get => _objectSizeLimitBytes ?? Stores.Bucket.PromisesOf(this).ObjectBytesMax;
        set => _objectSizeLimitBytes = value == ObjectSizeLimitBytes ? _objectSizeLimitBytes : value;
    }

    /// <summary>
    /// The largest number of appends that this writer makes to one object. Then the next object begins. Default: null, no limit; with
    /// <see cref="StoreKind.CephRgw"/> 5,000. Range: 1 up.
    /// </summary>
    /// <remarks>
    /// Ceph stores each append as a separate object and rewrites the list of all of them. Appends, reads and deletion get slower as the
    /// list grows.
    /// </remarks>
    public int? ObjectAppendLimit
    {
        get => _objectAppendLimit ?? OssAppendOptionsRules.DefaultObjectAppendLimit(this);
        set => _objectAppendLimit = value;
    }

    /// <summary>
    /// The largest body of one append, in bytes, including record terminators, before compression.
    /// Default: 4 MiB, or less if <see cref="ObjectSizeLimitBytes"/>, <see cref="QueueLimitBytes"/> or <see cref="BufferSizeLimitBytes"/>
    /// is smaller. Range: 1 KiB to 64 MiB.
    /// </summary>
    /// <remarks>
    /// If the upload of a batch exceeds <see cref="RequestTimeout"/> three times in a row, the limit falls to a quarter, at least to a 64th
    /// of this value. After ten batches without a timeout, the limit doubles again.
    /// </remarks>
    public int BatchSizeLimitBytes
    {
        get => _batchSizeLimitBytes ?? OssAppendOptionsRules.DefaultBatchSizeLimitBytes(this);

        // Configuration binders write back the value that they read. That must not turn a default into an explicit value.
        set => _batchSizeLimitBytes = value == BatchSizeLimitBytes ? _batchSizeLimitBytes : value;
    }

    /// <summary>
    /// The longest time that an event waits in the buffer before it is sent. Default: 2 s. Range: 0 (send at once) to 1 hour.
    /// </summary>
    public TimeSpan BufferingTimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the first event is sent at once, so that a wrong setting is reported at startup. Default: true.</summary>
    public bool EagerlyEmitFirstEvent { get; set; } = true;

    /// <summary>
    /// The most bytes of records in memory, including those in flight. Default: 64 MiB. Range: 64 KiB to 16 GiB.
    /// </summary>
    /// <remarks>
    /// As the buffer fills, the least important events are dropped first: Verbose and Debug above 70 % of the limit,
    /// Information above 85 %, Warning above 95 %. Each record needs 16 more bytes. Records above 32 KiB may need up to twice
    /// their size, because memory is allocated in blocks of 256 KiB.
    /// </remarks>
    public long QueueLimitBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What a logging call does when the buffer is full. Default: <see cref="QueueFullMode.DropWrite"/>.</summary>
    public QueueFullMode QueueFullMode { get; set; }

    /// <summary>
    /// The directory of the disk spool. With it, accepted events survive a crash of the process and are still stored exactly once.
    /// Default: null, events are held in memory.
    /// </summary>
    /// <remarks>
    /// The directory is created if it does not exist. Processes that share it use separate subdirectories. The next start delivers the
    /// events that an earlier process left. An unusable directory is reported through <see cref="OnNotice"/>; events are then held in
    /// memory.
    /// </remarks>
    public string? BufferPath { get; set; }

    /// <summary>
    /// The largest size of a spool on disk, in bytes. Default: 1 GiB. Range: 1 MiB to 1 TiB; at least <see cref="BatchSizeLimitBytes"/> and
    /// three times <see cref="EventBodyLimitBytes"/> plus 12 KiB. It replaces <see cref="QueueLimitBytes"/>, with the same drop order.
    /// </summary>
    public long BufferSizeLimitBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>
    /// The longest time until an accepted event in the spool survives a power loss. Default: 1 s. Range: 10 ms to 1 h. Fatal
    /// events are flushed at once, in the background.
    /// </summary>
    public TimeSpan BufferFlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Which failures an accepted event in the spool survives. Default: <see cref="BufferDurability.Interval"/>.</summary>
    public BufferDurability BufferDurability { get; set; } = BufferDurability.Interval;

    /// <summary>
    /// The largest encoded event, in bytes, including its line feed. A larger one is replaced by a short event that contains its size.
    /// Default: 256 KiB, or <see cref="BatchSizeLimitBytes"/> if that is smaller. Range: 1 KiB to <see cref="BatchSizeLimitBytes"/>.
    /// </summary>
    public int EventBodyLimitBytes
    {
        get => _eventBodyLimitBytes ?? OssAppendOptionsRules.DefaultEventBodyLimitBytes(this);
        set => _eventBodyLimitBytes = value == EventBodyLimitBytes ? _eventBodyLimitBytes : value;
    }

    /// <summary>How the body of an append is compressed. Default: <see cref="RecordCompression.None"/>.</summary>
    public RecordCompression Compression { get; set; }

    /// <summary>
    /// How long a batch is retried before it is dropped and counted. Default: null, indefinitely. Range: 1 s up.
    /// </summary>
    /// <remarks>
    /// The time starts with the first attempt of this run, also for an append that an earlier run left in doubt. Those records may be
    /// stored. A notice reports this, and their bytes are kept in the spool's <c>damaged</c> directory. Without a limit, such an append is
    /// set aside (<see cref="DeliveryNoticeKind.EventsSetAside"/>) after a minute if only its object refuses requests, so that later events
    /// do not wait for it.
    /// </remarks>
    public TimeSpan? RetryTimeLimit { get; set; }

    /// <summary>The longest time that one request may take. Default: 30 s. Range: 100 ms to 10 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest time that disposal takes to send buffered events. The rest is counted and reported. Default: 5 s. Range: 0 to 10 min.
    /// </summary>
    /// <remarks>
    /// Disposal takes at most one second longer than this, even if the store, the disk or listeners block. A last flush of the spool that
    /// takes longer continues in the background.
    /// </remarks>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What happens when another writer appends to the same object. Default: <see cref="ConflictMode.Continue"/>. With
    /// <see cref="StoreKind.CephRgw"/>, only <see cref="ConflictMode.Roll"/> is possible, and is the default.
    /// </summary>
    public ConflictMode OnConflict
    {
        get => _onConflict ?? (Stores.Bucket.PromisesOf(this).IsCreationExclusive ? ConflictMode.Continue : ConflictMode.Roll);
        set => _onConflict = value;
    }

    /// <summary>
    /// The Content-Type of new objects. Default: null, chosen by the extension of <see cref="ObjectKey"/>: <c>.clef</c>
    /// <c>application/vnd.serilog.clef</c>, <c>.log</c> and <c>.txt</c> <c>text/plain; charset=utf-8</c>, <c>.json</c> and
    /// <c>.ndjson</c> <c>application/x-ndjson</c>, compressed <c>application/gzip</c>, otherwise <c>application/octet-stream</c>.
    /// </summary>
    public string? ContentType { get; set; }

    /// <summary>
    /// The storage class of new objects: <c>Standard</c>, <c>IA</c> or <c>Archive</c>. Default: null, the bucket's. OSS only.
    /// </summary>
    public string? StorageClass { get; set; }

    /// <summary>
    /// The server-side encryption of new objects: <c>AES256</c>, <c>KMS</c> or <c>SM4</c>. Default: null, the bucket's. OSS only.
    /// </summary>
    public string? ServerSideEncryption { get; set; }

    /// <summary>
    /// The ACL of new objects: <c>default</c> (OSS only), <c>private</c>, <c>public-read</c> or <c>public-read-write</c>. Default: null,
    /// the bucket's.
    /// </summary>
    public string? ObjectAcl { get; set; }

    /// <summary>Tags of new objects, at most 10. Default: none. Needs the permission <c>oss:PutObjectTagging</c>.</summary>
    public IDictionary<string, string> Tags
    {
        get => _tags;
        init => _tags = value;
    }

    /// <summary>
    /// User metadata of new objects (<c>x-oss-meta-*</c>), at most 8 KiB in total. Default: none. Names: letters, digits and <c>-</c>.
    /// </summary>
    public IDictionary<string, string> Metadata
    {
        get => _metadata;
        init => _metadata = value;
    }

    /// <summary>
    /// Whether logs may be sent unencrypted, through an <c>http://</c> endpoint that is not loopback. Default: false.
    /// </summary>
    public bool AllowUnencryptedEndpoint { get; set; }

    /// <summary>
    /// Called on every loss, outage, recovery, conflict and roll; never for a single event. Default: null.
    /// </summary>
    /// <remarks>
    /// Called on a separate thread, one call at a time, so delivery never waits for it. It may log, flush and dispose. Its exceptions are
    /// ignored. While a call does not return, up to 256 notices wait. Further notices are skipped and counted in the next message. A notice
    /// contains no log content and no secret.
    /// </remarks>
    [JsonIgnore]
    [IgnoreDataMember]
    public Action<DeliveryNotice>? OnNotice { get; set; }

    /// <summary>
    /// Returns a copy of the settings, including secrets and dictionaries. The provider, the handler and the callback are shared.
    /// </summary>
    public OssAppendOptions Copy()
    {
        var copy = (OssAppendOptions)MemberwiseClone();
        copy._accessKeySecret = new SecretSetting();
        copy._accessKeySecret.Set(ActualAccessKeySecret);
        copy._securityToken = new SecretSetting();
        copy._securityToken.Set(ActualSecurityToken);
        copy._tags = CopyOf(Tags);
        copy._metadata = CopyOf(Metadata);
        return copy;
    }

    /// <summary>
    /// Returns one sentence for each setting that prevents a start: its name, value, rule and fix. Empty if all are valid.
    /// </summary>
    public IReadOnlyList<string> Validate() => [.. OssAppendOptionsRules.Errors(this)];

    /// <summary>The name of the bucket, or of another store's place, for messages, metrics and the spool.</summary>
    internal string PlaceName => StoreFactory?.Name ?? Bucket ?? "";

    /// <summary>Describes the target and the object keys, without secrets.</summary>
    public override string ToString() =>
        $"{nameof(OssAppendOptions)} {{ Endpoint = {Stores.Http.StoreEndpoint.WithoutSecrets(Endpoint ?? "")}, Bucket = {Bucket}, "
        + $"ObjectKey = {ObjectKey} }}";

    /// <summary>The unmasked value of <see cref="AccessKeySecret"/>.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? ActualAccessKeySecret => _accessKeySecret.Value;

    /// <summary>The unmasked value of <see cref="SecurityToken"/>.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? ActualSecurityToken => _securityToken.Value;

    /// <summary>Returns one sentence for each fault in the settings that a front end adds. Reported together with the others.</summary>
    protected internal virtual IEnumerable<string> FrontEndErrors() => [];

    // A configuration binder may set null where the type does not allow it; the rules report it.
    private static Dictionary<string, string> CopyOf(IDictionary<string, string> source) => source switch
    {
        null => null!,
        Dictionary<string, string> dictionary => new Dictionary<string, string>(dictionary, dictionary.Comparer),
        _ => new Dictionary<string, string>(source, StringComparer.Ordinal),
    };
}
