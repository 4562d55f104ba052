namespace LogAppendSink.Emulator.Tests.Endurance;

/// <summary>
/// Whether the long versions run: <c>LOGAPPENDSINK_EMULATOR_ENDURANCE=1</c>. They assert times and memory of this machine,
/// which the short ones do not.
/// </summary>
internal static class Exhaustive
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("LOGAPPENDSINK_EMULATOR_ENDURANCE") == "1";

    /// <summary>The full number where it was asked for.</summary>
    public static int Or(int few, int all) => IsOn ? all : few;
}
