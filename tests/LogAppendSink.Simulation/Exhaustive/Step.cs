namespace LogAppendSink.Simulation.Exhaustive;

/// <summary>What may happen next.</summary>
/// <param name="Next">The state after it.</param>
/// <param name="IsCalm">Whether nothing goes wrong.</param>
/// <param name="Text">A description for people; null if not requested.</param>
internal readonly record struct Step(WorldState Next, bool IsCalm, string? Text);
