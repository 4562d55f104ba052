namespace LogAppendSink.Simulation;

/// <summary>A promise was broken in a simulated run.</summary>
public sealed class SimulationViolationException(string message) : Exception(message);
