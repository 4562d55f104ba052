using System.Globalization;
using System.IO.Compression;
using System.Text;
using LogAppendSink.Emulator;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Cli.Tests;

/// <summary>An emulator, and the tool in this process with its own environment.</summary>
internal sealed class ToolRig : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("logappend-tool-");

    private ToolRig(OssEmulator emulator)
    {
        Emulator = emulator;
        Variables = new Dictionary<string, string?>
        {
            ["OSS_ENDPOINT"] = emulator.Endpoint.ToString(),
            ["OSS_REGION"] = emulator.Options.Region,
            ["OSS_BUCKET"] = emulator.Options.Buckets[0],
            ["OSS_ACCESS_KEY_ID"] = emulator.Options.AccessKeyId,
            ["OSS_ACCESS_KEY_SECRET"] = emulator.Options.AccessKeySecret,
            ["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true",
        };
    }

    internal OssEmulator Emulator { get; }

    /// <summary>The tool's environment variables; a test may change them before it runs the tool.</summary>
    internal Dictionary<string, string?> Variables { get; }

    /// <summary>The tool's clock.</summary>
    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The tool's directory, initially empty.</summary>
    internal string WorkingDirectory => _directory.FullName;

    internal static async Task<ToolRig> StartAsync(OssEmulatorOptions? options = null) => new(await OssEmulator.StartAsync(options));

    /// <summary>Runs a command line; arguments are separated by spaces and contain none.</summary>
    internal Task<ToolRun> RunAsync(string commandLine) => RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs the tool to its end, as in a pipe: no terminal.</summary>
    internal Task<ToolRun> RunAsync(string[] arguments, byte[]? input = null) => RunAsync(arguments, new MemoryStream(input ?? []), CancellationToken.None);

    /// <summary>Runs the tool with an input stream and a token that acts like Ctrl+C.</summary>
    internal async Task<ToolRun> RunAsync(string[] arguments, Stream input, CancellationToken cancellationToken)
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        using var tool = new ToolEnvironment(input, output, error, name => Variables.GetValueOrDefault(name)) { Directory = WorkingDirectory, Time = Time };
        var code = await LogAppendTool.RunAsync(arguments, tool, cancellationToken);
        return new ToolRun(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Runs the tool on a simulated terminal without colours.</summary>
    internal async Task<ToolRun> RunOnTerminalAsync(string commandLine)
    {
        var (output, error) = (new MemoryStream(), new MemoryStream());
        using var tool = new ToolEnvironment(Stream.Null, output, error, name => name == "NO_COLOR" ? "1" : Variables.GetValueOrDefault(name))
        {
            Directory = WorkingDirectory,
            Time = Time,
            IsOutputTerminal = true,
        };
        var code = await LogAppendTool.RunAsync(commandLine.Split(' '), tool, CancellationToken.None);
        return new ToolRun(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>
    /// Runs a command that does not end by itself until it has printed the given number of bytes, then stops it as Ctrl+C does.
    /// </summary>
    /// <param name="commandLine">The command.</param>
    /// <param name="listings">The number of listings after which the command has its start position.</param>
    /// <param name="whileFollowing">Runs after these listings.</param>
    /// <param name="untilBytes">The number of bytes after which the command is stopped.</param>
    internal async Task<ToolRun> FollowAsync(string commandLine, int listings, Func<Task> whileFollowing, long untilBytes)
    {
        using var output = new SignallingStream();
        using var error = new MemoryStream();
        using var end = new CancellationTokenSource();
        using var tool = new ToolEnvironment(Stream.Null, output, error, name => Variables.GetValueOrDefault(name)) { Directory = WorkingDirectory };
        Emulator.Requests.Clear();
        var running = LogAppendTool.RunAsync(commandLine.Split(' '), tool, end.Token);
        while (Emulator.Requests.CountOf(OssOperation.List) < listings && !running.IsCompleted)
            await Task.Yield();
        await whileFollowing();
        await output.WhenWrittenAsync(untilBytes);
        await end.CancelAsync();
        var code = await running.WithDeadline("the command to end");
        return new ToolRun(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Completes once the content of an object has been requested.</summary>
    internal async Task WhenReadAsync()
    {
        while (Emulator.Requests.CountOf(OssOperation.Get) == 0)
            await Task.Yield();
    }

    /// <summary>Returns the content of an object in the first bucket.</summary>
    internal string Held(string key) => Encoding.UTF8.GetString(Emulator.ReadObject(Emulator.Options.Buckets[0], key));

    /// <summary>Creates a file in the tool's directory.</summary>
    internal string WriteFile(string name, string text)
    {
        File.WriteAllText(Path.Combine(WorkingDirectory, name), text);
        return name;
    }

    /// <summary>Appends a text at the end of an object of the first bucket.</summary>
    internal Task<long> AppendAsync(string key, string text) => Emulator.AppendDirectAsync(Emulator.Options.Buckets[0], key, Encoding.UTF8.GetBytes(text));

    /// <summary>Returns a CLEF line at a second of 2026-03-01 07:00, as the front ends write it.</summary>
    internal static string Line(int second, string template, string level = "Information", string properties = "")
    {
        var time = new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero).AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var levelPart = level == "Information" ? "" : $",\"@l\":\"{level}\"";
        return $"{{\"@t\":\"{time}\",\"@mt\":\"{template}\"{levelPart}{(properties.Length > 0 ? "," : "")}{properties}}}\n";
    }

    /// <summary>A text as one gzip member.</summary>
    internal static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
