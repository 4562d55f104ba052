using System.Globalization;
using System.Reflection;
using Microsoft.Coyote;
using Microsoft.Coyote.SystematicTesting;

namespace LogAppendSink.Interleavings;

/// <summary>Runs a scenario under Coyote: in every order of its locks, waits and tasks, or in a sample of them.</summary>
internal static class Explorer
{
    private const int StepsMax = 20_000;

    private static readonly uint Samples = uint.Parse(
        Environment.GetEnvironmentVariable("LOGAPPENDSINK_INTERLEAVINGS") ?? "400", CultureInfo.InvariantCulture);

    /// <summary>Runs until an order breaks a rule, or none is left, or as many as the scenario allows were drawn.</summary>
    internal static Exploration Run(Scenario scenario, uint samplesMin = 0)
    {
        var count = scenario.OrdersMax ?? Math.Max(Samples, samplesMin);
        var configuration = Configuration.Create()
            .WithTestingIterations(count)
            .WithMaxSchedulingSteps(StepsMax)
            .WithDeadlockTimeout(20_000)
            .WithMemoryAccessRaceCheckingEnabled(scenario.SplitsMemoryAccess)
            .WithRandomGeneratorSeed(1)
            .WithTelemetryEnabled(false);
        if (scenario.OrdersMax is not null)
            SearchDepthFirst(configuration);
        else
            configuration.WithPrioritizationStrategy(isFair: true, priorityChangeBound: 10);

        using var engine = TestingEngine.Create(configuration, () => scenario.Body());
        engine.Run();
        var report = engine.TestReport;
        var explored = report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths;
        return new Exploration(
            explored,
            IsComplete: scenario.OrdersMax is not null && explored < count && report.NumOfFoundBugs == 0,
            report.BugReports.Concat(report.InternalErrors).FirstOrDefault(),
            [.. report.UncontrolledInvocations]);
    }

    // Coyote has the strategy, but no public name for it.
    private static void SearchDepthFirst(Configuration configuration) =>
        typeof(Configuration).GetMethod("WithDFSStrategy", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(configuration, null); // Of this version.
}
