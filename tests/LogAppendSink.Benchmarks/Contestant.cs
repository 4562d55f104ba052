namespace LogAppendSink.Benchmarks;

/// <summary>One of those that are compared, and how it did.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Open">Opens what a round's events go to.</param>
internal sealed record Contestant(string Name, Func<int, Target> Open)
{
    internal List<Measurement> Measurements { get; } = [];

    /// <summary>The round whose total time is in the middle.</summary>
    internal Measurement Median() => Measurements.OrderBy(measurement => measurement.Total).ElementAt(Measurements.Count / 2);

    /// <summary>The round whose producers took the time in the middle.</summary>
    internal Measurement MedianOfCallers() => Measurements.OrderBy(measurement => measurement.Callers).ElementAt(Measurements.Count / 2);

    internal async Task<Measurement> MeasureAsync(int round, int events, int producers)
    {
        var target = Open(round);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var measuring = Measurement.Start();
        WorkMix.Log(target.Logger, events, producers);
        var callersDone = measuring.Elapsed;
        await target.Logger.DisposeAsync();
        var measured = measuring.Stop(callersDone);

        return measured with { Arrived = await target.CountAsync() };
    }
}
