namespace LogAppendSink.MutationCheck;

/// <summary>One rule of the engine, broken.</summary>
/// <param name="Name">Its name: that of its file.</param>
/// <param name="Breaks">The rule, and how it is broken.</param>
/// <param name="KilledBy">The tests of which at least one must fail.</param>
/// <param name="Edits">What is replaced in the engine's code.</param>
internal sealed record Mutant(string Name, string Breaks, TestSelection KilledBy, IReadOnlyList<MutantEdit> Edits);
