namespace LogAppendSink;

/// <summary>A rule about internal state is broken: a bug in this library.</summary>
internal sealed class InvariantBrokenException(string message) : Exception(message);
