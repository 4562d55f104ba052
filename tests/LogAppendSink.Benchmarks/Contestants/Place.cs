using System.Globalization;

namespace LogAppendSink.Benchmarks.Contestants;

/// <summary>Where one run may leave what it writes.</summary>
/// <param name="Endpoint">Of the emulator; null where no store is wanted.</param>
/// <param name="Directory">An empty one, for files.</param>
internal sealed record Place(string? Endpoint, string Directory)
{
    internal const string Key = "bench.clef";

    internal string File(string name) => Path.Combine(Directory, name);

    /// <summary>The settings of a run: the defaults, but that nothing is dropped and all is waited for.</summary>
    internal OssAppendOptions Options(string key = Key)
    {
        var options = new OssAppendOptions();
        Configure(options, key);
        return options;
    }

    internal void Configure(OssAppendOptions options, string key = Key)
    {
        options.Endpoint = Endpoint ?? "http://127.0.0.1:1"; // No server listens there.
        options.Region = "cn-hangzhou";
        options.Bucket = "logs";
        options.AccessKeyId = "emulator-key-id";
        options.AccessKeySecret = "emulator-key-secret";
        options.ObjectKey = $"{Path.GetFileName(Directory)}/{key}";
        options.RollingInterval = ObjectRollingInterval.Infinite;
        options.QueueFullMode = QueueFullMode.Wait;
        options.ShutdownTimeout = Endpoint is null ? TimeSpan.Zero : TimeSpan.FromMinutes(2);
    }

    /// <summary>Asks the target how many lines a run has stored, and how many bytes.</summary>
    /// <param name="suffix">What compression adds to the object's name.</param>
    internal async Task<(long Lines, long Bytes)> StoredAsync(string suffix = "")
    {
        using var client = new HttpClient();
        var figures = (await client.GetStringAsync($"{Endpoint}/logs/{Options().ObjectKey}{suffix}")).Split(' ');
        return (long.Parse(figures[0], CultureInfo.InvariantCulture), long.Parse(figures[1], CultureInfo.InvariantCulture));
    }
}
