using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using LogAppendSink.Credentials;
using LogAppendSink.Stores;

namespace LogAppendSink;

/// <summary>
/// The settings of one <see cref="LogPipeline"/>. They are checked once, when the pipeline is built, and all faults
/// are reported together; changing them afterwards has no effect.
/// </summary>
/// <remarks>A front end may derive from it, to bind settings of its own from the same section of a configuration.</remarks>
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

    /// <summary>Which store the objects go to. Default: <see cref="StoreKind.Oss"/>.</summary>
    public StoreKind Store { get; set; }

    /// <summary>
    /// Where the store answers, e.g. <c>oss-cn-hangzhou.aliyuncs.com</c> or <c>http://127.0.0.1:9000</c>. Required.
    /// Without a scheme it is https, but for loopback addresses, where it is http.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// The region that requests are signed for, e.g. <c>cn-hangzhou</c>. Default: taken from a public endpoint's name;
    /// required where the name does not tell (custom domains, acceleration, IP addresses), but for
    /// <see cref="OssSignatureVersion.V1"/>. Ceph's gateway takes any; there the default is <c>us-east-1</c>.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>How requests name the bucket. Default: <see cref="BucketAddressing.Automatic"/>.</summary>
    public BucketAddressing BucketAddressing { get; set; }

    /// <summary>How requests are signed. Default: <see cref="OssSignatureVersion.V4"/>.</summary>
    public OssSignatureVersion SignatureVersion { get; set; }

    /// <summary>
    /// The bucket, which must exist. Required. 3 to 63 characters: lower-case letters, digits and hyphens; on Ceph 3 to 255, where dots and
    /// underscores may stand too.
    /// </summary>
    public string? Bucket { get; set; }

    /// <summary>
    /// The name of the objects. Default: <c>logs/{Application}/{Date}/{Host}.clef</c>.
    /// Tokens: <c>{Application}</c>, <c>{Date}</c> or <c>{Date:format}</c>, <c>{Host}</c>, <c>{Process}</c> (its id),
    /// <c>{Instance}</c> (new for every pipeline). Later objects of one name get <c>-001</c>, <c>-002</c>, … before the
    /// extension. At most 1,023 bytes of UTF-8; neither <c>/</c> nor <c>\</c> may begin it.
    /// </summary>
    /// <remarks>
    /// A token's value keeps only letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, so no value can leave the literal
    /// prefix. In a date format, <c>/</c> stays: <c>{Date:yyyy/MM/dd}</c> makes folders.
    /// </remarks>
    public string ObjectKey { get; set; } = "logs/{Application}/{Date}/{Host}.clef";

    /// <summary>The value of <c>{Application}</c>. Default: the name of the entry assembly.</summary>
    public string? Application { get; set; }

    /// <summary>
    /// The access key id. Default: null; the environment, a profile file, an OIDC token, the ECS instance role and a credentials URI
    /// are asked in this order, when the first request is sent, and refreshed before they expire.
    /// </summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The secret of <see cref="AccessKeyId"/>. Default: null. Never shown: where it is set, reading it gives <c>***</c>.</summary>
    /// <remarks>
    /// So whoever prints, destructures or serialises the settings shows no secret. A copy of the settings needs the secret from where it is
    /// kept: <c>***</c> itself is refused.
    /// </remarks>
    public string? AccessKeySecret
    {
        get => _accessKeySecret.Shown;
        set => _accessKeySecret.Set(value);
    }

    /// <summary>The STS token of a temporary <see cref="AccessKeyId"/>. Default: null. Never shown, as <see cref="AccessKeySecret"/>.</summary>
    public string? SecurityToken
    {
        get => _securityToken.Shown;
        set => _securityToken.Set(value);
    }

    /// <summary>
    /// Asked for credentials before every request, in place of <see cref="AccessKeyId"/> and its companions; e.g. one of
    /// <see cref="CredentialsProvider"/>. Default: null.
    /// </summary>
    public ICredentialsProvider? Credentials { get; set; }

    /// <summary>
    /// Sends all requests to the store and to STS, in place of a connection pool of our own: for a proxy, certificates, a test. Default: null.
    /// </summary>
    /// <remarks>
    /// The pipeline never disposes it: dispose it after the pipeline. It must not follow redirects or decompress. A request that does not end
    /// within <see cref="RequestTimeout"/> is abandoned, even if the handler ignores its cancellation token. A handler that logs or traces
    /// its requests makes the log shipper log about itself: use a <c>SocketsHttpHandler</c> whose <c>ActivityHeadersPropagator</c> is null, not
    /// a handler of an HTTP client factory. Without a handler, requests need no thread of the thread pool; they use the system's proxy
    /// (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>), except to this machine and to the instance's metadata service.
    /// </remarks>
    [JsonIgnore]
    [IgnoreDataMember]
    public HttpMessageHandler? HttpMessageHandler { get; set; }

    /// <summary>
    /// Opens a store that is not in this package. Default: null, the store that <see cref="Store"/> names. If it is set, <see cref="Store"/>,
    /// <see cref="Endpoint"/>, <see cref="Region"/> and the credentials have no effect; the factory has settings of its own.
    /// </summary>
    [Experimental(ExperimentalApi.Store)]
    [JsonIgnore]
    [IgnoreDataMember]
    public IAppendStoreFactory? StoreFactory { get; set; }

    /// <summary>When a new object begins, by the accepted time of the records (UTC). Default: <see cref="ObjectRollingInterval.Day"/>.</summary>
    /// <remarks>
    /// The name must say it: where <see cref="ObjectKey"/> has no <c>{Date}</c>, or one with a coarser format, the next period's objects
    /// have the same names, and nothing begins anew.
    /// </remarks>
    public ObjectRollingInterval RollingInterval { get; set; } = ObjectRollingInterval.Day;

    /// <summary>
    /// Largest size of an object, in bytes; an append that would pass it goes to the next object.
    /// Default: 5,000,000,000. Range: 1 KiB to 5,000,000,000.
    /// </summary>
    /// <remarks>OSS API reference, AppendObject: an object may not exceed 5 GB. The default is under that however it is read.</remarks>
    public long ObjectSizeLimitBytes
    {
        get => _objectSizeLimitBytes ?? Stores.Bucket.PromisesOf(this).ObjectBytesMax;
        set => _objectSizeLimitBytes = value == ObjectSizeLimitBytes ? _objectSizeLimitBytes : value;
    }

    /// <summary>
    /// Most appends this writer makes to one object; then the next object begins. Default: null, no limit; with
    /// <see cref="StoreKind.CephRgw"/> 5,000. Range: 1 up.
    /// </summary>
    /// <remarks>In Ceph each append is an object of its own below, and rewrites a list of all of them: appends, reads and deletion get slower with their number.</remarks>
    public int? ObjectAppendLimit
    {
        get => _objectAppendLimit ?? OssAppendOptionsRules.DefaultObjectAppendLimit(this);
        set => _objectAppendLimit = value;
    }

    /// <summary>
    /// Largest body of one append, in bytes, record terminators included, before compression.
    /// Default: 4 MiB, or less if <see cref="ObjectSizeLimitBytes"/>, <see cref="QueueLimitBytes"/> or <see cref="BufferSizeLimitBytes"/> is
    /// smaller. Range: 1 KiB to 64 MiB.
    /// </summary>
    /// <remarks>
    /// A batch whose upload exceeds <see cref="RequestTimeout"/> three times in a row is cut to a quarter, down to a 64th of this limit. After ten
    /// batches without a timeout the limit doubles again.
    /// </remarks>
    public int BatchSizeLimitBytes
    {
        get => _batchSizeLimitBytes ?? OssAppendOptionsRules.DefaultBatchSizeLimitBytes(this);

        // Binders of configurations set each property to what they have read from it. That must not turn a default into a set value.
        set => _batchSizeLimitBytes = value == BatchSizeLimitBytes ? _batchSizeLimitBytes : value;
    }

    /// <summary>
    /// Longest an event waits for company before it is sent. Default: 2 s. Range: 0 (send at once) to 1 hour.
    /// </summary>
    public TimeSpan BufferingTimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the first event goes out at once, so that a wrong setting shows itself at once. Default: true.</summary>
    public bool EagerlyEmitFirstEvent { get; set; } = true;

    /// <summary>
    /// Most bytes of records held in memory, those in flight included. Default: 64 MiB. Range: 64 KiB to 16 GiB.
    /// </summary>
    /// <remarks>
    /// Under pressure the least important events are dropped first: Verbose and Debug are taken up to 70 % of the limit, Information
    /// up to 85 %, Warning up to 95 %. Bookkeeping costs 16 bytes a record on top; records above 32 KiB, as memory comes in pieces of
    /// 256 KiB, up to as much again.
    /// </remarks>
    public long QueueLimitBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What a logging call does when the buffer is full. Default: <see cref="QueueFullMode.DropWrite"/>.</summary>
    public QueueFullMode QueueFullMode { get; set; }

    /// <summary>
    /// The directory of the disk spool: with it, accepted events survive the death of the process and are still stored exactly once.
    /// Default: null, events are held in memory.
    /// </summary>
    /// <remarks>
    /// It is made where it is not there. Processes that share it get a subdirectory each, and what one leaves behind the next start
    /// delivers. A directory that cannot be used is told by <see cref="OnNotice"/>, and events are held in memory.
    /// </remarks>
    public string? BufferPath { get; set; }

    /// <summary>
    /// Most bytes on disk that a spool takes. Default: 1 GiB. Range: 1 MiB to 1 TiB, at least <see cref="BatchSizeLimitBytes"/>, and
    /// three times <see cref="EventBodyLimitBytes"/> with 12 KiB each. In place of <see cref="QueueLimitBytes"/>, with the same shedding.
    /// </summary>
    public long BufferSizeLimitBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>
    /// Longest an accepted event in the spool waits until it survives the loss of power. Default: 1 s. Range: 10 ms to 1 h. Fatal
    /// events are flushed at once, in the background.
    /// </summary>
    public TimeSpan BufferFlushInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What an accepted event in the spool survives. Default: <see cref="BufferDurability.Interval"/>.</summary>
    public BufferDurability BufferDurability { get; set; } = BufferDurability.Interval;

    /// <summary>
    /// Largest encoded event, in bytes, its line feed included; a larger one is replaced by a short event that names its size.
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
    /// It counts from the first try of this run, also for an append that an earlier run left in doubt. Those records may be stored: a notice says so,
    /// and their bytes are kept in the spool's <c>damaged</c> directory. Without a limit, such an append is set aside after a minute if its object
    /// refuses requests and others do not (<see cref="DeliveryNoticeKind.EventsSetAside"/>), so that later events do not wait for it.
    /// </remarks>
    public TimeSpan? RetryTimeLimit { get; set; }

    /// <summary>Longest a single request may take. Default: 30 s. Range: 100 ms to 10 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest time that disposal takes to send what is buffered; the rest is counted and reported. Default: 5 s. Range: 0 to 10 min.
    /// </summary>
    /// <remarks>
    /// Disposal ends within this time and a second, whatever the store, the disk and listeners do. A last flush of the spool that takes longer
    /// continues in the background.
    /// </remarks>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What happens when another writer appends to the same object. Default: <see cref="ConflictMode.Continue"/>; with
    /// <see cref="StoreKind.CephRgw"/> <see cref="ConflictMode.Roll"/>, and nothing else.
    /// </summary>
    public ConflictMode OnConflict
    {
        get => _onConflict ?? (Stores.Bucket.PromisesOf(this).IsCreationExclusive ? ConflictMode.Continue : ConflictMode.Roll);
        set => _onConflict = value;
    }

    /// <summary>
    /// The Content-Type of new objects. Default: null, chosen by the extension of <see cref="ObjectKey"/>: <c>.clef</c>
    /// <c>application/vnd.serilog.clef</c>, <c>.log</c> and <c>.txt</c> <c>text/plain; charset=utf-8</c>, <c>.json</c> and
    /// <c>.ndjson</c> <c>application/x-ndjson</c>, compressed <c>application/gzip</c>, else <c>application/octet-stream</c>.
    /// </summary>
    public string? ContentType { get; set; }

    /// <summary>The storage class of new objects: <c>Standard</c>, <c>IA</c> or <c>Archive</c>. Default: null, the bucket's. OSS only.</summary>
    public string? StorageClass { get; set; }

    /// <summary>The server-side encryption of new objects: <c>AES256</c>, <c>KMS</c> or <c>SM4</c>. Default: null, the bucket's. OSS only.</summary>
    public string? ServerSideEncryption { get; set; }

    /// <summary>
    /// The ACL of new objects: <c>default</c> (OSS only), <c>private</c>, <c>public-read</c> or <c>public-read-write</c>. Default: null, the bucket's.
    /// </summary>
    public string? ObjectAcl { get; set; }

    /// <summary>Tags of new objects, at most 10. Default: none. Needs the permission <c>oss:PutObjectTagging</c>.</summary>
    public IDictionary<string, string> Tags
    {
        get => _tags;
        init => _tags = value;
    }

    /// <summary>
    /// User metadata of new objects (<c>x-oss-meta-*</c>), at most 8 KiB in all. Default: none. Names: letters, digits and <c>-</c>.
    /// </summary>
    public IDictionary<string, string> Metadata
    {
        get => _metadata;
        init => _metadata = value;
    }

    /// <summary>
    /// Whether logs may cross the network unencrypted, through an <c>http://</c> endpoint that is not loopback. Default: false.
    /// </summary>
    public bool AllowUnencryptedEndpoint { get; set; }

    /// <summary>
    /// Called on every loss, outage, recovery, conflict and roll; never for a single event. Default: null.
    /// </summary>
    /// <remarks>
    /// Called on a thread of its own, one call at a time, so delivery waits for no call. It may log, flush and dispose. What it throws is
    /// ignored. While one call does not return, up to 256 notices wait; later ones are skipped and counted in the next message. A notice
    /// holds no log content and no secret.
    /// </remarks>
    [JsonIgnore]
    [IgnoreDataMember]
    public Action<DeliveryNotice>? OnNotice { get; set; }

    /// <summary>Returns a copy of the settings, secrets and dictionaries included. A provider, a handler and a callback are shared.</summary>
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

    /// <summary>Returns one sentence for each setting that prevents a start, with its name, value, rule and fix; none if all are valid.</summary>
    public IReadOnlyList<string> Validate() => [.. OssAppendOptionsRules.Errors(this)];

    /// <summary>The bucket, or the place of another store, for messages, metrics and the spool.</summary>
    internal string PlaceName => StoreFactory?.Name ?? Bucket ?? "";

    /// <summary>Where to and under which names; no secret.</summary>
    public override string ToString() =>
        $"{nameof(OssAppendOptions)} {{ Endpoint = {Stores.Http.StoreEndpoint.WithoutSecrets(Endpoint ?? "")}, Bucket = {Bucket}, ObjectKey = {ObjectKey} }}";

    /// <summary>What <see cref="AccessKeySecret"/> was set to.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? ActualAccessKeySecret => _accessKeySecret.Value;

    /// <summary>What <see cref="SecurityToken"/> was set to.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal string? ActualSecurityToken => _securityToken.Value;

    /// <summary>What is wrong with the settings that a front end adds to these, one sentence a fault; reported together with the others.</summary>
    protected internal virtual IEnumerable<string> FrontEndErrors() => [];

    // A configuration binder may put a null where the type allows none; the rules report it.
    private static Dictionary<string, string> CopyOf(IDictionary<string, string> source) => source switch
    {
        null => null!,
        Dictionary<string, string> dictionary => new Dictionary<string, string>(dictionary, dictionary.Comparer),
        _ => new Dictionary<string, string>(source, StringComparer.Ordinal),
    };
}
