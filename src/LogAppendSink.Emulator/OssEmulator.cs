using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Signing;
using LogAppendSink.Emulator.Storage;

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
    private readonly RequestsInFlight _inFlight = new();
    private readonly bool _ownsDataDirectory;
    private KestrelListener? _listener;
    private bool _isStopped;

    private OssEmulator(OssEmulatorOptions options, string dataDirectory, ObjectStore store)
    {
        _store = store;
        _ownsDataDirectory = options.DataDirectory is null;
        Options = options;
        DataDirectory = dataDirectory;

        _pipeline = new RequestPipeline(
            store,
            new RequestVerifier(new CredentialList(options.AllCredentials()), options.Region),
            new OperationRunner(store, options),
            options.ObjectSizeLimitBytes,
            options.TimeProvider);
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>For example <c>http://127.0.0.1:9000/</c>. Buckets are addressed in the path, or in the Host as <c>bucket.localhost</c>.</summary>
    public Uri Endpoint => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/"));

    /// <summary>Where the objects are.</summary>
    public string DataDirectory { get; }

    /// <summary>What it was started with.</summary>
    public OssEmulatorOptions Options { get; }

    /// <summary>Starts an emulator and returns when it accepts connections.</summary>
    /// <exception cref="ArgumentException">An option is wrong; the message names each with its value, the rule and the fix.</exception>
    /// <exception cref="IOException">The port is taken, or the data directory cannot be used.</exception>
    public static async Task<OssEmulator> StartAsync(OssEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OssEmulatorOptions();

        if (options.Errors().ToList() is { Count: > 0 } errors)
            throw new ArgumentException(string.Join(Environment.NewLine, errors), nameof(options));

        var dataDirectory = Path.GetFullPath(options.DataDirectory ?? Directory.CreateTempSubdirectory("oss-emulator-").FullName);
        var emulator = new OssEmulator(options, dataDirectory, ObjectStore.Open(dataDirectory));
        var started = false;

        try
        {
            foreach (var bucket in options.Buckets)
                emulator._store.CreateBucket(bucket);

            await emulator.ListenAsync(options.Port, cancellationToken).ConfigureAwait(false);
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

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        var socket = LoopbackPort.Bind(port);
        Port = LoopbackPort.NumberOf(socket);
        _listener = await KestrelListener.StartAsync(socket, http => _inFlight.RunAsync(() => _pipeline.HandleAsync(http)), cancellationToken).ConfigureAwait(false);
    }
}
