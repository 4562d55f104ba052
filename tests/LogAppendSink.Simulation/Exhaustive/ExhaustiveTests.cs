using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>
/// Checks all runs of the append writer within small bounds, not a sample. LOGAPPENDSINK_EXHAUSTIVE_MORE=1 (0 by default) allows one more
/// fault of each kind and adds the large bounds, which takes minutes. 2 takes hours and gigabytes.
/// </summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    private const int StatesMax = 20_000_000;
    private const int StatesToFindFault = 300_000;

    private static readonly int More =
        int.Parse(Environment.GetEnvironmentVariable("LOGAPPENDSINK_EXHAUSTIVE_MORE") ?? "0", CultureInfo.InvariantCulture);

    private static IReadOnlyList<Bounds> Checked =>
        More == 0 ? CheckedBounds.All : [.. CheckedBounds.All.Select(bounds => CheckedBounds.Widen(bounds, More)), .. CheckedBounds.Large];

    public static TheoryData<string> Cases => [.. Checked.Select(bounds => bounds.Name)];

    public static TheoryData<string> Faults => [.. PlantedFaults.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_run_within_the_bounds_keeps_the_rules(string name)
    {
        var bounds = Checked.Single(bounds => bounds.Name == name);

        var result = ModelChecker.Run(bounds, StatesMax);

        output.WriteLine(result.ToString());
        Assert.True(result.Counterexample is null, result.ToString());
        Assert.True(result.IsComplete, $"{result}: more than {StatesMax:N0} states.");
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Planted_fault_is_found(string name)
    {
        var fault = PlantedFaults.All.Single(fault => fault.Name == name);

        var withoutFault = ModelChecker.Run(fault.Bounds, StatesToFindFault);
        var result = ModelChecker.Run(fault.Bounds with { Fault = fault }, StatesToFindFault);

        output.WriteLine(result.ToString());
        Assert.Null(withoutFault.Counterexample);
        Assert.NotNull(result.Counterexample);
    }
}
