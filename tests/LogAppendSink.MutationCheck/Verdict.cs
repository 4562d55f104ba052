namespace LogAppendSink.MutationCheck;

/// <summary>What became of a mutant.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">For people: what killed it, or why it could not be run.</param>
internal sealed record Verdict(VerdictKind Kind, string Text);
