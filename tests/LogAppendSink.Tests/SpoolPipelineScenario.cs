using LogAppendSink.TestSupport;
using LogAppendSink.TestSupport.Stores;

namespace LogAppendSink.Tests;

/// <summary>Pipelines one after the other, or beside each other, over one <c>BufferPath</c> and one cloud.</summary>
internal sealed class SpoolPipelineScenario : IAsyncDisposable
{
    private readonly List<PipelineScenario> _pipelines = [];
    private readonly List<string> _paths = [];

    internal SpoolPipelineScenario() => Path = NewPath();

    internal string Path { get; private set; }

    internal MemoryCloud Cloud { get; init; } = new();

    /// <summary>All that the cloud holds: <c>key=content</c>, line feeds shown as blanks.</summary>
    internal string Held => string.Join(", ", Cloud.Objects.Select(
        pair => $"{pair.Key}={System.Text.Encoding.UTF8.GetString(pair.Value.Content.Span).Replace('\n', ' ').TrimEnd()}"));

    internal PipelineScenario Start(
        Func<StoreCall, StoreFault>? plan = null,
        Action<OssAppendOptions>? change = null,
        Func<PipelineEdges, PipelineEdges>? changeEdges = null)
    {
        var pipeline = new PipelineScenario(
            options =>
            {
                options.BufferPath = Path;
                options.BufferSizeLimitBytes = 1024 * 1024;
                options.BatchSizeLimitBytes = 64 * 1024;
                options.EventBodyLimitBytes = 1024;
                options.BufferDurability = BufferDurability.Process; // Nothing here is about power.
                change?.Invoke(options);
            },
            plan,
            Cloud,
            changeEdges: changeEdges);
        _pipelines.Add(pipeline);
        return pipeline;
    }

    /// <summary>A run whose store is away, ended by disposal.</summary>
    internal async Task LeaveAsync(params string[] records)
    {
        var pipeline = Start(_ => StoreFault.Unreachable);
        foreach (var record in records)
            pipeline.Write(record);
        await pipeline.DisposeAsync();
    }

    /// <summary>
    /// What <c>kill -9</c> leaves: the files as they are at this moment. The running pipeline keeps separate files, which
    /// no test reads afterwards.
    /// </summary>
    internal void Crash()
    {
        var left = Path;
        Path = NewPath();
        foreach (var file in Directory.GetFiles(left, "*", SearchOption.AllDirectories).Where(
            file => System.IO.Path.GetFileName(file) != "lock"))
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(left, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pipeline in _pipelines)
            await pipeline.DisposeAsync().AsTask().WithDeadline("disposal");
        foreach (var path in _paths.Where(Directory.Exists))
            Directory.Delete(path, recursive: true);
    }

    private string NewPath()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"spool-{Guid.NewGuid():N}");
        _paths.Add(path);
        return path;
    }
}
