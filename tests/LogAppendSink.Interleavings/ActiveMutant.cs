namespace LogAppendSink;

/// <summary>The switch of the planted faults: a test sets it while no scenario runs.</summary>
internal static class ActiveMutant
{
    /// <summary>A fault's place in the order of the names, counted from 1; 0 for none.</summary>
    internal static int Number { get; set; }
}
