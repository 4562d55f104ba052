namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>One complete state: the store, the processes, and the remaining faults.</summary>
/// <param name="Image">The store's, by number.</param>
/// <param name="First">The first process's, by number.</param>
/// <param name="Second">The second process's state, by number; -1 if there is one process.</param>
/// <param name="Budget">The remaining faults.</param>
internal readonly record struct WorldState(int Image, int First, int Second, Budget Budget)
{
    internal int Processes => Second < 0 ? 1 : 2;

    internal int NodeOf(int process) => process == 0 ? First : Second;

    internal WorldState With(int process, int node) => process == 0 ? this with { First = node } : this with { Second = node };
}
