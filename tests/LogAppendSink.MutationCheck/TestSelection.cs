namespace LogAppendSink.MutationCheck;

/// <summary>Tests of one project.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="Filter">A filter of <c>dotnet test</c>; null for all of them.</param>
internal sealed record TestSelection(string Project, string? Filter)
{
    private const string SimulationProject = "LogAppendSink.Simulation";

    /// <summary>Parses <c>simulation</c>, <c>Project</c> or <c>Project Filter</c>.</summary>
    internal static TestSelection Parse(string text)
    {
        if (text == "simulation")
            return new TestSelection(SimulationProject, Filter: null);
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        return new TestSelection(parts[0], parts.Length == 1 ? null : parts[1]);
    }

    public override string ToString() => Filter is null ? Project : $"{Project} {Filter}";
}
