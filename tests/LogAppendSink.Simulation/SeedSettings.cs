using System.Globalization;

namespace LogAppendSink.Simulation;

/// <summary>Which seeds are run, by the environment.</summary>
internal static class SeedSettings
{
    internal static readonly int Seeds = Setting("LOGAPPENDSINK_SIMULATION_SEEDS", 600);
    internal static readonly int First = Setting("LOGAPPENDSINK_SIMULATION_FIRST", 1);

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : byDefault;
}
