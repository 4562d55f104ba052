using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LogAppendSink.EndToEnd.Spool;

/// <summary>An emulator in a child process. It can be killed and restarted on the same port with the same objects.</summary>
internal sealed class EmulatorChild : IAsyncDisposable
{
    private const string Project = "src/LogAppendSink.Emulator";
    private const string Listening = "Listening on ";

    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("logappend-kill-objects-");
    private ChildProcess? _process;
    private readonly int _port = FreePort();

    internal IReadOnlyDictionary<string, string> StoreEnvironment => new Dictionary<string, string>
    {
        ["OSS_ENDPOINT"] = Endpoint,
        ["OSS_REGION"] = "cn-hangzhou",
        ["OSS_BUCKET"] = "logs",
        ["OSS_ACCESS_KEY_ID"] = "emulator-key-id",
        ["OSS_ACCESS_KEY_SECRET"] = "emulator-key-secret",
    };

    private string Endpoint => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    internal async Task StartAsync()
    {
        _process = ChildProcess.Start(
            Project, new Dictionary<string, string>(), "--port", _port.ToString(CultureInfo.InvariantCulture), "--data", _data.FullName, "--allow-faults");
        await _process.LineAsync("the emulator to listen", line => line.StartsWith(Listening, StringComparison.Ordinal));
    }

    internal async Task KillAsync()
    {
        await _process!.KillAsync(); // Started before.
        await _process.DisposeAsync();
    }

    /// <summary>Faults on a share of the requests, until the process ends.</summary>
    internal async Task AddFaultsAsync(int seed, double probability)
    {
        var rule = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"probability":{{probability}},"seed":{{seed}},"faults":[{"name":"CutBeforeBody"},{"name":"AppliedThenCut"},{"name":"AppliedThenStatus"},
            {"name":"Status","status":503},{"name":"GhostAfter","seconds":0.1},{"name":"DelayAfterApply","seconds":0.2}]}
            """);
        using var content = new StringContent(rule);
        using var answer = await _http.PostAsync(new Uri($"{Endpoint}/?emulator-faults"), content);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The emulator refused the faults: {await answer.Content.ReadAsStringAsync()}");
    }

    internal async Task RemoveFaultsAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri($"{Endpoint}/?emulator-faults"));
        answer.EnsureSuccessStatusCode();
    }

    internal void Configure(OssAppendOptions options)
    {
        options.Endpoint = Endpoint;
        options.Region = "cn-hangzhou";
        options.Bucket = "logs";
        options.AccessKeyId = "emulator-key-id";
        options.AccessKeySecret = "emulator-key-secret";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _http.Dispose();
        _data.Delete(recursive: true);
    }

    /// <summary>
    /// Returns a port below the ephemeral range, so no other test gets it while the emulator is down.
    /// </summary>
    private static int FreePort()
    {
        for (var port = 20_000 + (Environment.ProcessId % 5_000); ; port++)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // In use: the next one.
            }
        }
    }
}
