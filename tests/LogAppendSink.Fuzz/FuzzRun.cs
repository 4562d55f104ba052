namespace LogAppendSink.Fuzz;

/// <summary>One input of a target, by its seed: no exception that is not documented, and bounded memory.</summary>
internal static class FuzzRun
{
    /// <returns>The fault; null if the input passes.</returns>
    internal static string? Fault(FuzzTarget target, int seed)
    {
        var input = Mutator.Input(target, seed);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
#pragma warning disable CA1031 // Any that gets here is what is looked for.
        catch (Exception exception)
        {
            return $"target {target.Name}, seed {seed}: {exception}";
        }
#pragma warning restore CA1031

        var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        return allocated > target.AllocationLimitBytes ? $"target {target.Name}, seed {seed}: {allocated} bytes were allocated for {input.Length}." : null;
    }
}
