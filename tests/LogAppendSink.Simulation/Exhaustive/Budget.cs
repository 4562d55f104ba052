namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The remaining faults.</summary>
internal readonly record struct Budget(sbyte Faults, sbyte Failures, sbyte Crashes, sbyte Meddles, sbyte Drops, sbyte Reloads)
{
    internal static Budget Of(Bounds bounds) =>
        new((sbyte)bounds.Faults, (sbyte)bounds.Failures, (sbyte)bounds.Crashes, (sbyte)bounds.Meddles, (sbyte)bounds.Drops, (sbyte)bounds.Reloads);
}
