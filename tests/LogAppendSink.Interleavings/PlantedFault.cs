namespace LogAppendSink.Interleavings;

/// <summary>A fault of the engine that is compiled in, and that a scenario must find.</summary>
/// <param name="Name">The name of its file in <c>Faults</c>.</param>
/// <param name="Number">The value of <see cref="ActiveMutant.Number"/> that switches it on.</param>
/// <param name="Scenario">The scenario.</param>
internal sealed record PlantedFault(string Name, int Number, Scenario Scenario)
{
    private const string Label = "Killed by: ";

    internal static IReadOnlyList<PlantedFault> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Faults"), "*.mutant")
            .OrderBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal)
            .Select((path, index) => new PlantedFault(Path.GetFileNameWithoutExtension(path), index + 1, ScenarioOf(path))),
    ];

    private static Scenario ScenarioOf(string path)
    {
        var name = File.ReadLines(path).Single(line => line.StartsWith(Label, StringComparison.Ordinal))[Label.Length..];
        return Scenario.All.Single(scenario => scenario.Name == name);
    }
}
