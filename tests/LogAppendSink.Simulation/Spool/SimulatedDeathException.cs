namespace LogAppendSink.Simulation.Spool;

/// <summary>The process has died in a call. Its code must not catch this and continue: it has no access to the disk any more.</summary>
public sealed class SimulatedDeathException : Exception;
