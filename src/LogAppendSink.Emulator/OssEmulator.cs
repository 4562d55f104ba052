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
/// An OSS-compatible server on 127.0.0.1 for development and tests: append objects with the service's rules, real
/// signatures, and objects that survive the death of the process.
/// </summary>
/// <remarks>Starting, stopping and disposing are for one owner; everything else may be used from any thread.</remarks>
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
            new RequestVerifier(new CredentialList(options.AllCredentials()), options.Region),
            authorizer,
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

    /// <summary>Where the objects are.</summary>
    public string DataDirectory { get; }

    /// <summary>What it was started with.</summary>
    public OssEmulatorOptions Options { get; }

    /// <summary>What is to go wrong; nothing until a test says so.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The requests seen so far.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Starts an emulator and returns when it accepts connections.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names each with its value, the rule and the fix.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory cannot be used.</exception>
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
    /// A whole outage: the port refuses connections and all open ones are cut, until <see cref="ResumeAsync"/>. Requests that
    /// were complete have been carried out when this returns; the port stays reserved. Pausing twice is harmless.
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

    /// <summary>Ends an outage: the same port, the same objects.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);

        if (_listener is null)
            await ListenAsync(_reservedPort ?? LoopbackPort.Bind(Port), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An object's bytes, read without HTTP.</summary>
    /// <exception cref="KeyNotFoundException">There is no such bucket or object.</exception>
    public byte[] ReadObject(string bucket, string key)
    {
        var store = BucketOf(bucket);

        using (store.Enter(key))
        {
            var stored = store.Find(key) ?? throw new KeyNotFoundException($"Bucket '{bucket}' has no object '{key}'.");
            var bytes = new byte[stored.LengthBytes];
            using var content = store.OpenContent_NeedsLock(stored, firstByte: 0, stored.LengthBytes);
            content.ReadInto(bytes);
            return bytes;
        }
    }

    /// <summary>The keys of a bucket, by the bytes of their UTF-8 form.</summary>
    /// <exception cref="KeyNotFoundException">There is no such bucket.</exception>
    public IReadOnlyList<string> ListKeys(string bucket) => [.. BucketOf(bucket).Sorted().Select(stored => stored.Key)];

    /// <summary>
    /// Appends at the end as another writer would, without HTTP and without faults; creates the object when it is not there.
    /// Neither type, seal nor size is judged.
    /// </summary>
    /// <returns>The object's length after it.</returns>
    /// <exception cref="KeyNotFoundException">There is no such bucket.</exception>
    public async Task<long> AppendDirectAsync(string bucket, string key, ReadOnlyMemory<byte> bytes)
    {
        var store = BucketOf(bucket);

        using (await store.EnterAsync(key, CancellationToken.None).ConfigureAwait(false))
        {
            var now = Options.TimeProvider.GetUtcNow() + Faults.ClockOffset;
            var stored = await DirectAppend.Append_NeedsLock(store, key, bytes.ToArray(), now).ConfigureAwait(false);
            return stored.LengthBytes;
        }
    }

    /// <summary>
    /// Closes the port and all connections and lets go of the data directory, whose content stays: a new emulator can be
    /// started on the same port and directory. Stopping twice is harmless.
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

    private BucketStore BucketOf(string bucket) =>
        _store.FindBucket(bucket)
            ?? throw new KeyNotFoundException(
                $"There is no bucket '{bucket}'. Name it in {nameof(OssEmulatorOptions.Buckets)} to have it created.");
}
