namespace LogAppendSink;

/// <summary>Internal state is invalid: a bug in this library.</summary>
internal sealed class InvariantBrokenException(string message) : Exception(message);
