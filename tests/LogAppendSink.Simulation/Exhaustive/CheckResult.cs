using System.Globalization;

namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>The result of an exhaustive check.</summary>
/// <param name="Bounds">Its bounds.</param>
/// <param name="States">How many states there are.</param>
/// <param name="Transitions">How many steps lead from one to another.</param>
/// <param name="ProcessStates">How many states of processes were met.</param>
/// <param name="IsComplete">Whether all of them were explored.</param>
/// <param name="Counterexample">The broken rule and the shortest path to it; null if no rule is broken.</param>
internal sealed record CheckResult(Bounds Bounds, int States, long Transitions, int ProcessStates, bool IsComplete, string? Counterexample)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Bounds.Name}: {States:N0} states, {Transitions:N0} transitions, {ProcessStates:N0} states of processes{(IsComplete ? "" : ", not all explored")}{(Counterexample is null ? "" : $"\n{Counterexample}")}");
}
