using System.Diagnostics;
using LogAppendSink.Reading;

namespace LogAppendSink.Benchmarks;

/// <summary>A store in a process of its own, so that its work is not counted as ours.</summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    internal const string Listening = "Listening on ";

    private readonly Process _process;
    private readonly string _endpoint;
    private readonly DirectoryInfo _data;

    private StoreProcess(Process process, string endpoint, DirectoryInfo data)
    {
        _process = process;
        _endpoint = endpoint;
        _data = data;
    }

    /// <summary>Starts the emulator, which keeps what it gets and gives it back.</summary>
    internal static Task<StoreProcess> StartAsync()
    {
        // …/tests/LogAppendSink.Benchmarks/bin/<configuration>/net10.0/ is where this runs.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName; // By the line above.
        var assembly = Path.Combine(root, "src", "LogAppendSink.Emulator", "bin", output.Parent.Name, "net10.0", "LogAppendSink.Emulator.dll");
        var data = Directory.CreateTempSubdirectory("logappend-benchmark-data-");
        return StartAsync(data, [assembly, "--port", "0", "--data", data.FullName]);
    }

    /// <summary>Starts the target, which counts what it gets.</summary>
    internal static Task<StoreProcess> StartTargetAsync() =>
        StartAsync(Directory.CreateTempSubdirectory("logappend-benchmark-data-"), [typeof(StoreProcess).Assembly.Location, "target"]);

    private static async Task<StoreProcess> StartAsync(DirectoryInfo data, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"'{arguments[0]}' did not start.");

        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Listening, StringComparison.Ordinal))
                return new StoreProcess(process, line[Listening.Length..].Trim(), data);
        }

        throw new InvalidOperationException("The store ended before it listened.");
    }

    internal string Endpoint => _endpoint;

    internal void Configure(OssAppendOptions options)
    {
        options.Endpoint = _endpoint;
        options.Region = "cn-hangzhou";
        options.Bucket = "logs";
        options.AccessKeyId = "emulator-key-id";
        options.AccessKeySecret = "emulator-key-secret";
    }

    /// <summary>Reads all objects of a series back and counts the lines whose numbers follow each other.</summary>
    internal static async Task<long> CountInOrderAsync(OssAppendOptions options, string key)
    {
        using var catalog = ObjectCatalog.Open(options);
        var next = 0L;
        for (var index = 0; ; index++)
        {
            var name = index == 0 ? key : $"{Path.GetFileNameWithoutExtension(key)}-{index:D3}{Path.GetExtension(key)}";
            if (await catalog.GetLengthAsync(name) is not { } lengthBytes)
                return next;
            for (var position = 0L; position < lengthBytes;)
            {
                var read = await catalog.ReadAsync(name, position, (int)Math.Min(8 * 1024 * 1024, lengthBytes - position));
                var lines = read!.Value.Span; // No process deletes it.
                lines = lines[..(lines.LastIndexOf((byte)'\n') + 1)];
                position += lines.Length;
                while (!lines.IsEmpty)
                {
                    if (lines.StartsWith("{\"n\":"u8) && System.Buffers.Text.Utf8Parser.TryParse(lines[5..], out long number, out _) && number == next)
                        next++;
                    lines = lines[(lines.IndexOf((byte)'\n') + 1)..];
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
