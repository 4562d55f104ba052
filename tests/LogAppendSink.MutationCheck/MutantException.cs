namespace LogAppendSink.MutationCheck;

/// <summary>A mutant that cannot be applied: its file is malformed, or it no longer fits the code.</summary>
internal sealed class MutantException(string message) : Exception(message);
