namespace LogAppendSink.Interleavings;

internal sealed class InterleavingViolationException(string rule) : Exception($"Broken rule: {rule}");
