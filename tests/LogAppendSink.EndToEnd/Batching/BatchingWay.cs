using Serilog.Core;

namespace LogAppendSink.EndToEnd.Batching;

/// <summary>A logger with one kind of batching, and what must be disposed after it.</summary>
internal sealed class BatchingWay : IAsyncDisposable
{
    internal const string PeriodicBatching = "PeriodicBatchingSink";
    internal const string Options = "BatchingOptions";
    internal const string ShortForm = "WriteTo.OssAppend(batching: …)";
    internal const string OwnSink = "own sink";

    private readonly LogPipeline? _pipeline;
    private readonly Logger _logger;

    private BatchingWay(Logger logger, LogPipeline? pipeline) => (_logger, _pipeline) = (logger, pipeline);

    internal static IReadOnlyList<string> All => [PeriodicBatching, Options, ShortForm, OwnSink];

    internal static BatchingWay Open(string way, Rig rig, Action<OssAppendOptions>? configure = null)
    {
        void Settings(OssAppendOptions options)
        {
            rig.Configure(options);
            options.ShutdownTimeout = TimeSpan.FromMinutes(1);
            configure?.Invoke(options);
        }

        if (way == OwnSink)
        {
            var options = new OssAppendOptions();
            Settings(options);
            var pipeline = LogPipeline.Create(options);
            return new BatchingWay(BatchingExamples.OwnSink(pipeline), pipeline);
        }

        return new BatchingWay(
            way switch
            {
                PeriodicBatching => BatchingExamples.PeriodicBatching(Settings),
                Options => BatchingExamples.BatchingOptions(Settings),
                _ => BatchingExamples.ShortForm(Settings),
            },
            pipeline: null);
    }

    /// <summary>Logs events of the numbers from <paramref name="first"/> on.</summary>
    internal void Log(int first, int count)
    {
        for (var number = first; number < first + count; number++)
            _logger.Information("Event {Number}", number);
    }

    /// <summary>Disposes synchronously, as a Main that does not return a task.</summary>
    internal void Dispose()
    {
        _logger.Dispose();
        _pipeline?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _logger.DisposeAsync();
        if (_pipeline is not null)
            await _pipeline.DisposeAsync();
    }
}
