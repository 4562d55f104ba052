using Xunit;
using Xunit.Abstractions;

namespace LogAppendSink.Interleavings;

/// <summary>LOGAPPENDSINK_INTERLEAVINGS sets how many orders are drawn where not all of them are run (400 by default).</summary>
public sealed class InterleavingTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios => [.. Scenario.All.Select(scenario => scenario.Name)];

    public static TheoryData<string> Faults => [.. PlantedFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Every_order_of_the_threads_keeps_the_rules(string name)
    {
        var scenario = Scenario.All.Single(scenario => scenario.Name == name);

        var result = Explorer.Run(scenario);

        output.WriteLine($"{name}: {result}");
        Assert.True(result.Violation is null, result.ToString());
        Assert.Equal(scenario.OrdersMax is not null, result.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Planted_fault_is_found(string name)
    {
        var fault = PlantedFault.All.Single(fault => fault.Name == name);

        ActiveMutant.Number = fault.Number;
        try
        {
            // Which order finds it depends on each line of the engine, and the first one that does ends the search.
            var result = Explorer.Run(fault.Scenario, samplesMin: 20_000);

            output.WriteLine($"{name}: {result}");
            Assert.NotNull(result.Violation);
        }
        finally
        {
            ActiveMutant.Number = 0;
        }
    }
}
