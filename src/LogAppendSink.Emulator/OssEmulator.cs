using System.Globalization;
using System.Net.Sockets;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Faults;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Signing;
using LogAppendSink.Emulator.Storage;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator;

/// <summary>
/// An OSS-compatible server on 127.0.0.1 for development and tests: append objects with the rules of OSS, real
/// signatures, and objects that survive a kill of the process.
/// </summary>
/// <remarks>Start, stop and dispose it from one thread at a time. All other members are thread-safe.</remarks>
public sealed class OssEmulator : IAsyncDisposable
{
    private readonly ObjectStore _store;
    private readonly RequestPipeline _pipeline;
    private readonly FaultEndpoint? _faultEndpoint;
    private readonly RequestsInFlight _inFlight = new();
    private readonly bool _ownsDataDirectory;
    private KestrelListener? _listener;
    private Socket? _reservedPort;
    private bool _isStopped;

    private OssEmulator(OssEmulatorOptions options, string dataDirectory, ObjectStore store)
    {
        _store = store;
        _ownsDataDirectory = options.DataDirectory is null;
        Options = options;
        DataDirectory = dataDirectory;
        Faults = new FaultPlan(options.TimeProvider, _inFlight);
        _faultEndpoint = options.AllowFaults ? new FaultEndpoint(Faults, Requests) : null;

        var authorizer = new Authorizer(options.AllCredentials(), store, options.Region);

        _pipeline = new RequestPipeline(
            new AccessCheck(new RequestVerifier(new CredentialList(options.AllCredentials()), options.Region), authorizer),
            new BodyReceiver(store.StagingDirectory, options.ObjectSizeLimitBytes),
            new OperationRunner(store, authorizer, options),
            Faults,
            Requests,
            options.SlowClientLimit,
            options.TimeProvider);
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>
    /// For example <c>http://127.0.0.1:9000/</c>. Buckets are addressed in the path, or in the Host as <c>bucket.localhost</c>.
    /// </summary>
    public Uri Endpoint => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    /// <summary>The directory of the objects.</summary>
    public string DataDirectory { get; }

    /// <summary>The options with which it was started.</summary>
    public OssEmulatorOptions Options { get; }

    /// <summary>The faults to inject; empty by default.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The log of received requests.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Starts an emulator and returns when it accepts connections.</summary>
    /// <exception cref="ArgumentException">An option is invalid; the message lists each with its value, the rule and the fix.</exception>
    /// <exception cref="IOException">The port is in use, or the data directory is not usable.</exception>
    public static async Task<OssEmulator> StartAsync(OssEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OssEmulatorOptions();

        if (options.Errors().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));

        var dataDirectory = Path.GetFullPath(options.DataDirectory ?? Directory.CreateTempSubdirectory("oss-emulator-").FullName);
        var emulator = new OssEmulator(options, dataDirectory, ObjectStore.Open(dataDirectory, options.TimeProvider.GetUtcNow()));
        var started = false;

        try
        {
            foreach (var bucket in options.Buckets)
                emulator._store.CreateBucket(bucket, new BucketRecord(options.TimeProvider.GetUtcNow()));

            await emulator.ListenAsync(LoopbackPort.Bind(options.Port), cancellationToken).ConfigureAwait(false);
            started = true;
            return emulator;
        }
        finally
        {
            if (!started)
                await emulator.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Simulates an outage: until <see cref="ResumeAsync"/>, the port refuses connections and all open ones are closed. Complete requests
    /// have been applied when this returns. The port stays reserved. A second call has no effect.
    /// </summary>
    public async Task PauseAsync()
    {
        if (_listener is null)
            return;

        await _listener.DisposeAsync().ConfigureAwait(false);
        _listener = null;
        _reservedPort = LoopbackPort.Bind(Port);
        await _inFlight.WhenIdle().ConfigureAwait(false);
    }

    /// <summary>Ends an outage, with the same port and objects.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);

        if (_listener is null)
            await ListenAsync(_reservedPort ?? LoopbackPort.Bind(Port), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the content of an object, without HTTP.</summary>
    /// <exception cref="KeyNotFoundException">The bucket or object does not exist.</exception>
    public byte[] ReadObject(string bucket, string key)
    {
        var store = BucketOf(bucket);

        using (store.Enter(key))
        {
            var stored = store.Find(key) ?? throw new KeyNotFoundException($"Object '{key}' does not exist in bucket '{bucket}'. "
                + "Compare the key with GetKeys.");
            var bytes = new byte[stored.LengthBytes];
            using var content = store.OpenContent_NeedsLock(stored, firstByte: 0, stored.LengthBytes);
            content.ReadInto(bytes);
            return bytes;
        }
    }

    /// <summary>Returns the keys of a bucket, sorted by their UTF-8 bytes.</summary>
    /// <exception cref="KeyNotFoundException">The bucket does not exist.</exception>
    public IReadOnlyList<string> ListKeys(string bucket) => [.. BucketOf(bucket).Sorted().Select(stored => stored.Key)];

    /// <summary>
    /// Appends to an object as another writer would, without HTTP and faults. Creates the object if it does not exist.
    /// Type, seal and size are not checked.
    /// </summary>
    /// <returns>The object's new length.</returns>
    /// <exception cref="KeyNotFoundException">The bucket does not exist.</exception>
    public async Task<long> AppendDirectAsync(string bucket, string key, ReadOnlyMemory<byte> bytes)
    {
        var store = BucketOf(bucket);

        using (await store.EnterAsync(key, CancellationToken.None).ConfigureAwait(false))
        {
            if (store.IsDeleted)
                throw NoBucket(bucket);

            var now = Options.TimeProvider.GetUtcNow() + Faults.ClockOffset;
            var stored = await DirectAppend.Append_NeedsLock(store, key, bytes.ToArray(), now).ConfigureAwait(false);
            return stored.LengthBytes;
        }
    }

    /// <summary>
    /// Closes the port and all connections and releases the data directory, whose content stays: a new emulator can be
    /// started on the same port and directory. A second call has no effect.
    /// </summary>
    public async Task StopAsync()
    {
        if (_isStopped)
            return;

        _isStopped = true;

        if (_listener is not null)
            await _listener.DisposeAsync().ConfigureAwait(false);

        _reservedPort?.Dispose();
        await Faults.Ghosts.DisposeAsync().ConfigureAwait(false);
        await _inFlight.WhenIdle().ConfigureAwait(false);
        _store.Dispose();
    }

    /// <summary>Stops, and deletes the data directory if it was a temporary one.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);

        if (_ownsDataDirectory && Directory.Exists(DataDirectory))
            Directory.Delete(DataDirectory, recursive: true);
    }

    private async Task ListenAsync(Socket bound, CancellationToken cancellationToken)
    {
        _reservedPort = null;
        Port = LoopbackPort.NumberOf(bound);
        _listener = await KestrelListener
            .StartAsync(bound, http => _inFlight.RunAsync(() => HandleAsync(http)), Options.SlowClientLimit, cancellationToken)
            .ConfigureAwait(false);
    }

    private Task HandleAsync(HttpContext http) =>
        _faultEndpoint is not null && FaultEndpoint.IsAddressed(http) ? _faultEndpoint.HandleAsync(http) : _pipeline.HandleAsync(http);

    private BucketStore BucketOf(string bucket) => _store.FindBucket(bucket) ?? throw NoBucket(bucket);

    private static KeyNotFoundException NoBucket(string bucket) =>
        new($"Bucket '{bucket}' does not exist. Add it to {nameof(OssEmulatorOptions.Buckets)} to create it.");
}
