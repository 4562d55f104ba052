namespace LogAppendSink.Emulator.Tests.Endurance;

/// <summary>
/// Whether the long versions run: <c>LOGAPPENDSINK_EMULATOR_ENDURANCE=1</c>. Unlike the short versions, they assert time and memory
/// of this machine.
/// </summary>
internal static class Exhaustive
{
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("LOGAPPENDSINK_EMULATOR_ENDURANCE") == "1";

    /// <summary>The full number in long versions.</summary>
    public static int Or(int few, int all) => IsOn ? all : few;
}
