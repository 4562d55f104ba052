namespace LogAppendSink.Simulation.Spool;

/// <summary>The process has died in the middle of what it did. Nothing of it may catch this and go on: its disk is gone for it.</summary>
public sealed class SimulatedDeathException : Exception;
