using System.Text;
using LogAppendSink.Interleavings.World;

namespace LogAppendSink.Interleavings.Scenarios;

/// <summary>A whole pipeline with its threads: logging calls, flushes, notices and two disposals.</summary>
internal static class ShutdownScenarios
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("Shutdown: a call, a flush", () => Run(new ControlledStore(), (pipeline, _) => pipeline.FlushAsync().Wait())),
        new("Shutdown: a call, another disposal", () => Run(new ControlledStore(), (pipeline, _) => pipeline.DisposeAsync().AsTask().Wait())),
        new("Shutdown: a call, an audited call", () => Run(new ControlledStore(), (pipeline, _) => Audit(pipeline))),
        new("Shutdown that runs out of time: a call, a flush", () => Run(new ControlledStore { Hangs = true }, FlushAndLetTimePass)),
    ];

    private static void Run(ControlledStore store, Action<LogPipeline, StandingTime> other)
    {
        var time = new StandingTime();
        LogPipeline? pipeline = null;
        var late = 0;
        var options = new OssAppendOptions
        {
            Endpoint = "http://127.0.0.1:1",
            Region = "cn-hangzhou",
            Bucket = "controlled",
            ObjectKey = "app.clef",
            RollingInterval = ObjectRollingInterval.Infinite,
            QueueFullMode = QueueFullMode.Wait,
            OnNotice = _ => late += pipeline?.TryWrite("from a notice\n"u8, RecordLevel.Error) == true ? 1 : 0,
        };
        pipeline = LogPipeline.Create(options, new PipelineEdges(time, new Random(1), _ => store));
        var kept = new List<string>();
        Scenario.Together(
            () =>
            {
                foreach (var name in new[] { "a1", "a2" })
                {
                    if (pipeline.TryWrite(Encoding.UTF8.GetBytes($"{name}\n"), RecordLevel.Error))
                        kept.Add(name);
                }
            },
            () => other(pipeline, time),
            () => pipeline.DisposeAsync().AsTask().Wait());

        var status = pipeline.Status;
        Scenario.Check(status.Accepted == status.Stored + status.Dropped + status.Pending, "accepted = stored + dropped + pending.");
        Scenario.Check(status.Pending == 0, "Nothing is pending after shutdown.");
        var stored = store.Records.Where(record => record.StartsWith('a')).ToList();
        Scenario.Check(stored.SequenceEqual(stored.Distinct().Order(StringComparer.Ordinal)), "Each event is stored once, in order.");
        Scenario.Check(kept.Count <= stored.Count + status.Dropped, "What was kept is stored, or counted as dropped.");
        Scenario.Check(!pipeline.TryWrite("late\n"u8, RecordLevel.Error), "What comes after shutdown is dropped.");
    }

    private static void Audit(LogPipeline pipeline)
    {
        try
        {
            pipeline.StoreAsync("audited\n"u8, RecordLevel.Information).Wait();
        }
        catch (AggregateException exception) when (exception.InnerException is RecordNotStoredException)
        {
            // Shutdown came first.
        }
    }

    private static void FlushAndLetTimePass(LogPipeline pipeline, StandingTime time)
    {
        var flush = pipeline.FlushAsync();
        while (!flush.IsCompleted)
            time.FireNext();
    }
}
